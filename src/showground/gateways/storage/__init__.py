"""Where files lie: a folder of this machine or an S3 bucket, by one library."""
