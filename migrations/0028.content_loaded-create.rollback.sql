DROP TABLE content_loaded;
