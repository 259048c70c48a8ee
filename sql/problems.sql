-- name: list_problems(subject, topic, difficulty, after, count) -> many
SELECT id, subject, public -> 'kind' AS kind, public -> 'graded_by' AS graded_by, title, topics, outcomes, difficulty,
       public -> 'languages' AS languages, expected_minutes, version
  FROM problems
 WHERE ($1::text IS NULL OR subject = $1)
   AND ($2::text IS NULL OR $2 = ANY (topics))
   AND ($3::int IS NULL OR difficulty = $3)
   AND ($4::text IS NULL OR id > $4)
 ORDER BY id
 LIMIT $5;

-- name: get_public(id) -> scalar
SELECT public FROM problems WHERE id = $1;

-- name: get_problem(id) -> one_or_none
-- The whole of it, hidden tests too: never for a response as it stands.
SELECT id, version, subject, title, topics, outcomes, difficulty, expected_minutes, definition
  FROM problems
 WHERE id = $1;

-- name: is_open(user_id, problem_id) -> scalar
-- The solution opens when the learner has solved the problem or given it up; not while a mock that has it is running.
SELECT (EXISTS (SELECT FROM submissions
                 WHERE user_id = $1 AND problem_id = $2 AND status = 'passed')
        OR EXISTS (SELECT FROM sessions
                    WHERE user_id = $1 AND problem_id = $2 AND status = 'abandoned'))
   AND NOT EXISTS (SELECT FROM sessions
                    WHERE user_id = $1 AND mode = 'mock' AND status = 'active' AND $2 = ANY (plan));

-- name: list_candidates(user_id, subject) -> many
-- All that could come next, with how often the learner has met each and whether it is solved; a running mock's work is sealed.
SELECT p.id, p.title, p.subject, p.topics, p.difficulty, coalesce(s.seen, 0) AS seen, coalesce(s.solved, false) AS solved
  FROM problems p
  LEFT JOIN (SELECT b.problem_id, count(*)::int AS seen,
                    bool_or(b.status = 'passed' AND NOT (e.mode = 'mock' AND e.status = 'active')) AS solved
               FROM submissions b
               JOIN sessions e ON e.id = b.session_id AND e.user_id = b.user_id
              WHERE b.user_id = $1
              GROUP BY b.problem_id) s ON s.problem_id = p.id
 WHERE $2::text IS NULL OR p.subject = $2
 ORDER BY p.id;

-- name: clear_cells() -> none
DELETE FROM problem_cells;

-- name: fill_cells() -> none
INSERT INTO problem_cells (subject, difficulty, topics) SELECT DISTINCT subject, difficulty, topics FROM problems;

-- name: list_drawable(subject) -> many
-- What a mock is drawn from, and whether answers to it wait for a grade.
SELECT id, topics, difficulty, expected_minutes, public ->> 'graded_by' = 'rubric' AS waits
  FROM problems
 WHERE subject = $1;

-- name: list_drills(categories, problem_id, subject, user_id) -> many
-- For each failing category its first drill that is not the problem just failed; unsolved ones before solved ones.
SELECT DISTINCT ON (d.category) d.category, d.problem_id, p.title
  FROM drills d
  JOIN problems p ON p.id = d.problem_id
 WHERE d.category = ANY ($1::text[]) AND d.problem_id <> $2 AND p.subject = $3
 ORDER BY d.category,
          EXISTS (SELECT FROM submissions s
                   WHERE s.user_id = $4 AND s.problem_id = d.problem_id AND s.status = 'passed'),
          d.position;

-- name: list_known(subject, ids) -> many
-- Which of these are problems of the subject.
SELECT id FROM problems WHERE subject = $1 AND id = ANY ($2::text[]);

-- name: list_topics(subject) -> many
SELECT id, subject, title, prerequisites
  FROM topics
 WHERE $1::text IS NULL OR subject = $1
 ORDER BY id;

-- name: save_problem(id, version, subject, title, topics, outcomes, difficulty, expected_minutes, public, definition) -> none
INSERT INTO problems (id, version, subject, title, topics, outcomes, difficulty, expected_minutes, public, definition)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::json, $10::json)
    ON CONFLICT (id) DO UPDATE
   SET version = excluded.version, subject = excluded.subject, title = excluded.title, topics = excluded.topics,
       outcomes = excluded.outcomes, difficulty = excluded.difficulty, expected_minutes = excluded.expected_minutes,
       public = excluded.public, definition = excluded.definition, loaded_at = now()
 WHERE (problems.definition::text, problems.public::text) IS DISTINCT FROM (excluded.definition::text, excluded.public::text);

-- name: save_topic(id, subject, title, prerequisites) -> none
INSERT INTO topics (id, subject, title, prerequisites)
VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO UPDATE
   SET subject = excluded.subject, title = excluded.title, prerequisites = excluded.prerequisites;

-- name: clear_drills() -> none
DELETE FROM drills;

-- name: add_drill(category, problem_id, position) -> none
INSERT INTO drills (category, problem_id, position)
VALUES ($1, $2, $3);

-- name: list_outcomes(subject) -> many
SELECT DISTINCT unnest(outcomes) AS outcome
  FROM problems
 WHERE $1::text IS NULL OR subject = $1;
