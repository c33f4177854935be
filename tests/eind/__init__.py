"""The whole program, in a terminal of its own, as an officer has it: nothing lost, nothing leaked, nothing reached."""
