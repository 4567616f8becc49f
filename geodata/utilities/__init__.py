"""Networks of lines and pipes as they are mapped, and what of them is over the river."""
