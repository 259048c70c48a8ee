"""What CO costs, beside what it is measured against."""
