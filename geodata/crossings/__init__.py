"""Ways from bank to bank merged into structures, and their state on a day."""
