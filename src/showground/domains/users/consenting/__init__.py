"""What people agree to and take back."""
