"""What people see: text of records, numbers and moments, on a console that hostile text cannot command."""
