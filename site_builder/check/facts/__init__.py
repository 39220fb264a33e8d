"""What is stated, against other facts and against time: twice, out of order, doubtful, overtaken, unused."""
