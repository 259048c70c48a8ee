-- name: read_learner(user_id, subject, now, midnight, a_day) -> one
-- All that a choice rests on but new problems, in one statement: the reviews that are due, the most overdue for its interval
-- first, while the day has any of `a_day` left; the last first attempts; the problems of those that none of them solved, and of
-- what is due; what is known of the learner and of topics; which topics and levels the bank has. A mock's work is no evidence
-- while it is running, so that it stays sealed. Each problem is looked up by itself: joined, Postgres may read the whole bank.
-- The bank has a cell a line, which takes a quarter of the time that JSON does. Postgres keeps a plan only where a parameter's value tells it nothing: hence `asked`, and LIMITs that are constant or unknown.
WITH asked AS MATERIALIZED (
  SELECT $2::text AS subject, $3::timestamptz AS now
), due AS (
  SELECT q.problem_id
    FROM review_queue q
   WHERE q.user_id = $1 AND q.next_due_at <= (SELECT now FROM asked)
     AND ((SELECT subject IS NULL FROM asked)
          OR (SELECT p.subject = asked.subject FROM problems p, asked WHERE p.id = q.problem_id))
   ORDER BY extract(epoch FROM $3 - q.next_due_at) / greatest(q.interval_days, 1) DESC, q.problem_id
   LIMIT greatest(0, $5::int - (SELECT count(*)::int FROM review_log
                                 WHERE user_id = $1 AND reviewed_at >= $4 AND kind = 'review'))
), recent AS (
  SELECT problem_id, topics, difficulty, correct
    FROM evidence
   WHERE user_id = $1 AND first_attempt
   ORDER BY at DESC, id DESC
   LIMIT 100
), met AS (
  SELECT m.problem_id, e.seen, e.solved
    FROM (SELECT problem_id FROM recent GROUP BY problem_id HAVING NOT bool_or(correct)
           UNION
          SELECT problem_id FROM due) m
   CROSS JOIN LATERAL (SELECT count(*)::int AS seen, coalesce(bool_or(correct), false) AS solved
                         FROM evidence
                        WHERE user_id = $1 AND problem_id = m.problem_id) e
)
SELECT ARRAY(SELECT problem_id FROM due) AS due,
       (SELECT coalesce(json_agg(r), '[]') FROM recent r)::text AS recent,
       (SELECT coalesce(json_agg(c), '[]')
          FROM (SELECT p.id, p.title, p.subject, p.topics, p.difficulty, m.seen, m.solved
                  FROM met m
                 CROSS JOIN LATERAL (SELECT id, title, subject, topics, difficulty
                                       FROM problems
                                      WHERE id = m.problem_id
                                      LIMIT 1) p
                 WHERE $2::text IS NULL OR p.subject = $2) c)::text AS met,
       (SELECT coalesce(string_agg(concat_ws(' ', subject, difficulty, array_to_string(topics, ',')), E'\n'), '')
          FROM problem_cells
         WHERE $2::text IS NULL OR subject = $2) AS cells,
       (SELECT coalesce(json_object_agg(id, prerequisites), '{}')
          FROM topics
         WHERE prerequisites <> '{}' AND ($2::text IS NULL OR subject = $2))::text AS prerequisites,
       (SELECT json_agg(k)
          FROM (SELECT key_type, key_id, ability, ema, attempts, correct, state
                  FROM mastery
                 WHERE user_id = $1 AND key_type = 'topic') k)::text AS keys,
       (SELECT json_agg(i)
          FROM (SELECT kind, id, drift, attempts, wins FROM mastery_items WHERE kind = 'topic') i)::text AS items,
       l.ability, l.attempts, l.state::text, w.version, w.weights
  FROM (SELECT $1::uuid AS user_id) AS who
  LEFT JOIN learners l ON l.user_id = who.user_id
  LEFT JOIN (SELECT version, weights::text FROM mastery_weights ORDER BY version DESC LIMIT 1) w ON true;

-- name: list_new(user_id, cells, count) -> many
-- Of each of these topics and levels, [{subject, difficulty, topics}], the first `count` problems that the learner never met.
SELECT n.id, n.title, c.subject, c.topics, c.difficulty, 0 AS seen, false AS solved
  FROM jsonb_to_recordset($2::jsonb) AS c (subject text, difficulty int, topics text[])
 CROSS JOIN LATERAL (SELECT p.id, p.title
                       FROM problems p
                      WHERE p.subject = c.subject AND p.difficulty = c.difficulty AND p.topics = c.topics
                        AND NOT EXISTS (SELECT FROM evidence e WHERE e.user_id = $1 AND e.problem_id = p.id)
                      ORDER BY p.id
                      LIMIT $3) n;
