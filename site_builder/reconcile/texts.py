"""The definition of a reconciliation for engines: plain SQL, the same bytes for every one.

An engine makes the view `log` of the files: each line a row, its texts as they stand, `fault` 1 for a malformed one;
`hour` and `second` count from 1970 in UTC, and so does `day`; `mark` is a number made of system and id. Python makes
the tables `late` (the hours whose civil day is another than the day in UTC), `days` (the days that count, with their
month), `asked` (what each decision was about) and `timelines` (what each kind is from day to day). Here stands no list
function, no regular expression and nothing of one engine's dialect. A day may be a number or an ISO text: both compare
as they sort.
"""

# ruff: noqa: S608
# What is put together here are our own texts.

from __future__ import annotations

COUNTED = """\
SELECT COUNT(*) AS logged
FROM log
"""

OFTEN = """\
SELECT mark
FROM log
GROUP BY mark
HAVING COUNT(*) > 1
"""
"""The numbers of ids that may stand twice: a tenth of the memory of the ids themselves."""

ANY_OFTEN = """\
SELECT COUNT(*) AS marks
FROM often
"""

DOUBLED = """\
SELECT log.system, log.id
FROM log JOIN often ON log.mark = often.mark
GROUP BY log.system, log.id
HAVING COUNT(*) > 1
"""
"""Malformed lines among them: to tell them apart here would cost as much as all the rest."""

ANY_DOUBLED = """\
SELECT COUNT(*) AS ids
FROM doubled
"""

COPIES = """\
SELECT SUM(copies) - COUNT(*) AS too_many
FROM (
  SELECT log.system, log.id, COUNT(*) AS copies
  FROM log JOIN doubled ON log.system = doubled.system AND log.id = doubled.id
  WHERE log.fault = 0
  GROUP BY log.system, log.id
) AS counted
"""

_COLUMNS = """\
log.system, log.id, COALESCE(late.day, log.day) AS day, log.fault, log.outcome,
  CASE
    WHEN log.decision = '' THEN 'none'
    WHEN asked.id IS NULL THEN 'not_found'
    WHEN asked.second > log.second THEN 'later'
    ELSE asked.question
  END AS decided,
  log.disclosure, log.recipient, log.purpose, log.data, log.people, log.records"""

EACH = f"""\
SELECT {_COLUMNS}
FROM log LEFT JOIN late ON log.hour = late.hour
  LEFT JOIN asked ON log.decision = asked.id
"""

ONCE = f"""\
{EACH}WHERE NOT EXISTS (SELECT 1 FROM doubled WHERE log.system = doubled.system AND log.id = doubled.id)
UNION ALL
SELECT system, id, day, fault, outcome, decided, disclosure, recipient, purpose, data, people, records
FROM (
  SELECT {_COLUMNS},
    ROW_NUMBER() OVER (
      PARTITION BY log.fault, log.system, log.id
      ORDER BY log.second, log.outcome, log.decision, log.disclosure, log.recipient, log.purpose, log.data, log.people,
        log.records
    ) AS place
  FROM log JOIN doubled ON log.system = doubled.system AND log.id = doubled.id
    LEFT JOIN late ON log.hour = late.hour
    LEFT JOIN asked ON log.decision = asked.id
) AS placed
WHERE place = 1 OR fault = 1
"""
"""In place of EACH where an id stands twice: the earliest of its rows alone, and each malformed one."""

SHAPES = """\
SELECT day, system, outcome, decided, disclosure, recipient, purpose, data, people, COUNT(*) - SUM(fault) AS logged,
  SUM(CASE WHEN fault = 0 AND records > 0 THEN records ELSE 0 END) AS records, SUM(fault) AS malformed
FROM sent
GROUP BY day, system, outcome, decided, disclosure, recipient, purpose, data, people
"""
"""The only look at all rows: malformed ones are counted here, for to leave them out before costs more."""

ALL_DAYS = """\
SELECT SUM(malformed) AS malformed, MIN(CASE WHEN logged > 0 THEN day END) AS first_day,
  MAX(CASE WHEN logged > 0 THEN day END) AS last_day
FROM shapes
"""

OWN_DAYS = """\
SELECT DISTINCT day, SUBSTR(day, 1, 7) AS period
FROM shapes
"""
"""The table `days` for who runs the texts, where a day is an ISO text."""

KINDS = """\
SELECT decided, disclosure, recipient, purpose, data, people, SUM(logged) AS logged, MIN(shapes.day) AS first_day,
  MAX(shapes.day) AS last_day
FROM shapes JOIN days ON shapes.day = days.day
WHERE logged > 0
GROUP BY decided, disclosure, recipient, purpose, data, people
"""

VERDICTS = """\
SELECT timelines.line, days.period, shapes.system, shapes.outcome, SUM(shapes.logged) AS logged,
  SUM(shapes.records) AS records, MIN(shapes.day) AS first_day, MAX(shapes.day) AS last_day
FROM shapes JOIN days ON shapes.day = days.day
  JOIN timelines ON shapes.decided = timelines.decided AND shapes.disclosure = timelines.disclosure
    AND shapes.recipient = timelines.recipient AND shapes.purpose = timelines.purpose AND shapes.data = timelines.data
    AND shapes.people = timelines.people AND shapes.day >= timelines.from_day AND shapes.day < timelines.to_day
WHERE shapes.logged > 0
GROUP BY timelines.line, days.period, shapes.system, shapes.outcome
"""

BESIDE = """\
SELECT SUM(logged) AS logged
FROM shapes
WHERE NOT EXISTS (SELECT 1 FROM days WHERE days.day = shapes.day)
"""

DAYS = """\
SELECT system, shapes.day, SUM(logged) AS logged
FROM shapes JOIN days ON shapes.day = days.day
WHERE logged > 0
GROUP BY system, shapes.day
"""

FOUND = """\
SELECT wanted.line, MIN(CASE WHEN sent.fault = 0 THEN sent.id END) AS id
FROM sent JOIN wanted ON sent.decided = wanted.decided AND sent.disclosure = wanted.disclosure
    AND sent.recipient = wanted.recipient AND sent.purpose = wanted.purpose AND sent.data = wanted.data
    AND sent.people = wanted.people AND sent.day >= wanted.from_day AND sent.day < wanted.to_day
  JOIN days ON sent.day = days.day
WHERE (sent.recipient, sent.purpose, sent.data) IN (SELECT recipient, purpose, data FROM wanted)
GROUP BY wanted.line
"""
"""A row of each line of `timelines` that is not covered, so that somebody can look it up.

The condition says again what the join says, for an engine may ask it before all else; faults are asked for last. Else
Spark would match each row of the log against the patterns of a good one.
"""

THREE = {"shapes": SHAPES, "kinds": KINDS, "verdicts": VERDICTS}
"""The three that are the whole definition; the others count, or make rows out of doubled ones."""
