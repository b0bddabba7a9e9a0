"""What officers and applicants write in an appeal, as values: pure readers."""
