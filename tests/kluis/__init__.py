"""What the vault promises, proved at the level of the store: nothing lost, nothing half, nothing unnoticed."""
