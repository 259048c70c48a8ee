DROP TABLE review_queue;
