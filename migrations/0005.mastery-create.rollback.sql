DROP TABLE mastery;
