"""What stands in a notebook file: looked through, masked, and stopped on its way to the disk."""
