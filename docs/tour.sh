#!/usr/bin/env bash
# A tour of Stringer on a local Kafka, from a fresh clone, less than a minute (43 s on two cores that other work shared):
#
#   make setup && docs/tour.sh
#
# Topics, a worker, articles in, quotes and events out, the ledger, dead letters mended and given up, a replay, the
# difference that a changed lexicon makes, and the breaker. Each step checks what it shows; the exit status is 0 when all
# of it holds. With STRINGER_BOOTSTRAP_SERVERS set, that Kafka is used, under a topic prefix of the tour's own.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=$PWD
python=$repository/.venv/bin/python
folder=$(mktemp -d)
broker="" worker=""
export STRINGER_TOPIC_PREFIX="tour-$$." STRINGER_GROUP="tour-$$" STRINGER_TOPIC_PARTITIONS=2 STRINGER_SLOTS=1
export STRINGER_LOG_FORMAT=json OPENBLAS_NUM_THREADS=1 COLUMNS=120
[ -x "$python" ] || { echo "there is no .venv: run make setup first" >&2; exit 1; }

stringer() { "$python" -m workers.app "$@"; }

end() {
    local process
    for process in $worker $broker; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap end EXIT

number=0
step() { number=$((number + 1)); printf '\n\033[1m%s. %s\033[0m\n' "$number" "$*"; }
failed() { printf 'tour: step %s: %s\n' "$number" "$*" >&2; exit 1; }

# value EXPRESSION: the expression over `found`, the JSON on standard input.
value() { "$python" -c "import json, sys; found = json.load(sys.stdin); print($1)"; }

# expect WHAT WANTED GOT
expect() {
    [ "$2" = "$3" ] || failed "$1: expected $2, got $3"
    printf '✓ %s: %s\n' "$1" "$3"
}

# status_of COMMAND...: its exit status, its output in $folder/out and $folder/err
status_of() {
    local status=0
    "$@" >"$folder/out" 2>"$folder/err" || status=$?
    echo "$status"
}

# until_true SECONDS WHAT COMMAND...: wait until the command succeeds
until_true() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $deadline ] || { for log in "$folder"/*.log; do tail -n 5 "$log" >&2; done; failed "not in time: $what"; }
        sleep 0.5
    done
}

web() { "$python" -c 'import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1], timeout=5).read().decode())' \
    "http://127.0.0.1:$STRINGER_WEB_PORT$1" 2>/dev/null; }
ready() { kill -0 "$worker" 2>/dev/null && web /readyz >"$folder/readyz"; }
consumed() { web /livez >"$folder/livez" && [ "$(value "found['ledger']['consumed']" <"$folder/livez")" -ge "$1" ]; }

# start_worker LOG [SETTING=VALUE...]
start_worker() {
    local log=$1
    shift
    STRINGER_WEB_PORT=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export STRINGER_WEB_PORT
    env "$@" "$python" -m workers.app worker >"$folder/$log" 2>&1 &
    worker=$!
    until_true 300 "the worker is ready" ready
}

stop_worker() {
    local status=0
    kill "$worker"
    wait "$worker" || status=$?
    worker=""
    expect "the worker stops in order with status" 0 "$status"
}

# Six articles of our own; the last one is longer than the first worker will take.
cat >"$folder/articles.jsonl" <<'ARTICLES'
{"id": "port", "title": "Port reopens", "published_at": "2026-03-02", "text": "The port of Aalborg reopened on Monday. \"We are glad that the ships are back,\" said Maria Olsen, the mayor of Aalborg."}
{"id": "gift", "title": "Tents for Kenya", "published_at": "2026-03-03", "text": "Norway donated forty tents to Kenya on Monday. The ferry to Oslo was late again."}
{"id": "talks", "title": "Talks in Nairobi", "published_at": "2026-03-03", "text": "Ministers from Kenya and France met in Nairobi to discuss trade. \"The talks go on,\" said Paul Roux, a French diplomat."}
{"id": "strike", "title": "Strike in Lyon", "published_at": "2026-03-04", "text": "Workers in Lyon began a strike over pay on Tuesday, the union said."}
{"id": "arrest", "title": "Two men held", "published_at": "2026-03-05", "text": "Police arrested two men in Lagos on Thursday, according to the Daily Herald."}
ARTICLES
"$python" - >>"$folder/articles.jsonl" <<'LONG'
import json
text = "Peru sent a rescue team to Chile on Friday. " + "More rain, more wind, more mud. " * 60
print(json.dumps({"id": "long", "title": "Help for Chile", "published_at": "2026-03-06", "text": text.strip()}))
LONG
printf '{"id": "broken-%d", "text": %d}\n' 1 1 2 2 >"$folder/broken.jsonl"

step "A Kafka"
if [ -z "${STRINGER_BOOTSTRAP_SERVERS:-}" ]; then
    "$python" -m workers.app broker >"$folder/address" 2>"$folder/broker.log" &
    broker=$!
    until_true 120 "the broker is ready" test -s "$folder/address"
    STRINGER_BOOTSTRAP_SERVERS=$(cat "$folder/address")
    export STRINGER_BOOTSTRAP_SERVERS
fi
echo "$STRINGER_BOOTSTRAP_SERVERS"

step "Topics: stringer topics create, check"
stringer topics create
expect "topics check, status" 0 "$(status_of stringer topics check)"

step "A worker: stringer worker (it takes articles of up to 1,000 characters, for now)"
start_worker worker-1.log STRINGER_MAX_TEXT_CHARS=1000
echo "ready: $(value "'%s, %s partitions' % (found['state'], len(found['partitions']))" <"$folder/readyz")"

step "Publish: six articles, and two that are none"
expect "publish, status" 0 "$(status_of stringer publish "$folder/articles.jsonl")"
cat "$folder/err"
expect "publish refuses what it cannot read, status" 1 "$(status_of stringer publish "$folder/broken.jsonl")"
cat "$folder/err"
expect "publish --unchecked, status" 0 "$(status_of stringer publish --unchecked "$folder/broken.jsonl")"
until_true 300 "all eight messages are accounted for" consumed 8

step "Quotes and events: stringer tail"
stringer tail quotes --no-follow --speaker olsen | tee "$folder/quotes"
grep -q "We are glad that the ships are back" "$folder/quotes" || failed "the mayor's quote is not there"
stringer tail events --no-follow | tee "$folder/events"
grep -q "AID .*Norway → Kenya" "$folder/events" || failed "Norway's gift is not there"

step "The ledger: stringer status"
stringer status
stringer status --json >"$folder/status.json"
expect "balanced" True "$(value "found['balanced']" <"$folder/status.json")"
expect "consumed = enriched + dead" "8 = 5 + 3" "$(value "'%d = %d + %d' % tuple(
    sum(one['ledger'][name] for one in found['partitions']) for name in ('consumed', 'enriched', 'dead'))" <"$folder/status.json")"

step "Dead letters: stringer dlq list, show"
stringer dlq list
expect "open letters" 3 "$(stringer dlq list --json | value "found['open']")"
stringer dlq list --json --reason TooLarge >"$folder/letters.json"
letter=$(value "found['groups'][0]['newest_open']" <"$folder/letters.json")
stringer dlq show "$letter" --bytes 200
expect "its bytes are untouched" "$(grep '"id": "long"' "$folder/articles.jsonl")" "$(stringer dlq show "$letter" --raw)"

step "The cause is mended, the letter goes again: stringer dlq redrive"
stop_worker
breaker=(STRINGER_BREAKER_SHARE=0.5 STRINGER_BREAKER_WINDOW=20 STRINGER_BREAKER_MINIMUM=10) # for later
start_worker worker-2.log "${breaker[@]}" STRINGER_BATCH_MAX_RECORDS=4
stringer dlq redrive --reason TooLarge --dry-run
expect "still open after the dry run" 3 "$(stringer dlq list --json | value "found['open']")"
stringer dlq redrive --reason TooLarge --yes
until_true 300 "the article is processed" consumed 1
grep -q "Help for Chile" <(stringer tail articles --no-follow) || failed "the long article has not arrived"
expect "open letters" 2 "$(stringer dlq list --json | value "found['open']")"

step "What will never be an article is given up: stringer dlq purge"
stringer dlq purge --reason WrongType --dry-run
stringer dlq purge --reason WrongType --yes
expect "open letters" 0 "$(stringer dlq list --json | value "found['open']")"
expect "status, after all of this" 0 "$(status_of stringer status)"

step "The same once more beside the live topics: stringer replay"
stringer replay --all --to-prefix "again-$STRINGER_TOPIC_PREFIX" --no-estimate --dry-run
stringer replay --all --to-prefix "again-$STRINGER_TOPIC_PREFIX" --no-estimate --yes --json >"$folder/replay.json" 2>"$folder/replay.log" ||
    { cat "$folder/replay.log" >&2; failed "the replay failed"; }
expect "replayed to the end" "True, 9 messages" "$(value "'%s, %d messages' % (
    found['result']['finished'], found['result']['consumed'])" <"$folder/replay.json")"

step "Same input, same output: stringer diff of the live topics and the replay"
expect "diff, status" 0 "$(status_of stringer diff "$STRINGER_TOPIC_PREFIX" "again-$STRINGER_TOPIC_PREFIX")"
cat "$folder/out"

step "A changed lexicon: stringer diff names just the changed events"
mkdir "$folder/changed"
cp -R workers schemas "$folder/changed"
lexicon=$folder/changed/workers/extraction/lexicons/events/aid.tsv
grep -q "donate, " "$lexicon" || failed "the lexicon has no entry to take out"
sed -i.before '1,/donate, /s/donate, //' "$lexicon"
stringer extract "$folder/articles.jsonl" --jobs 1 --output "$folder/before.jsonl"
(cd "$folder/changed" && PYTHONPATH=$folder/changed "$python" -m workers.app extract "$folder/articles.jsonl" --jobs 1 --output "$folder/after.jsonl")
expect "diff, status" 1 "$(status_of stringer diff "$folder/before.jsonl" "$folder/after.jsonl")"
cat "$folder/out"
stringer diff "$folder/before.jsonl" "$folder/after.jsonl" --json >"$folder/diff.json" || true
expect "articles with changes" "['gift']" "$(value "sorted({one['article_id'] for one in found['changes']})" <"$folder/diff.json")"
expect "kinds of changes" "['event']" "$(value "sorted({one['kind'] for one in found['changes']})" <"$folder/diff.json")"

step "The breaker: too many dead letters stop the worker, not the data"
for n in $(seq 40); do printf '{"id": "flood-%d", "text": %d}\n' "$n" "$n"; done >"$folder/flood.jsonl"
expect "publish --unchecked, status" 0 "$(status_of stringer publish --unchecked "$folder/flood.jsonl")"
stopped=0
wait "$worker" || stopped=$?
worker=""
tail -n 1 "$folder/worker-2.log"
expect "the worker ends with status" 1 "$stopped"
grep -q "^error: .*WrongType" "$folder/worker-2.log" || failed "the worker does not name the reason"
expect "status while it is down" 0 "$(status_of stringer status)"
start_worker worker-3.log STRINGER_BREAKER_SHARE=1
lag() { [ "$(stringer status --no-check --json | value "sum(one['lag'] for one in found['partitions'])")" = 0 ]; }
until_true 300 "the rest is accounted for" lag
expect "every message of the flood has its letter" 40 "$(stringer dlq list --json --reason WrongType | value "found['open']")"
expect "status" 0 "$(status_of stringer status)"

step "The end"
stop_worker
printf '\nAll %d steps hold, in %d s.\n' "$number" "$SECONDS"
