"""What the program claims, checked."""
