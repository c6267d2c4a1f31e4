"""The student's kiosk screen."""
