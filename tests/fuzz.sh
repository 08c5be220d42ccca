#!/bin/sh
# Reads bad weight files and archives, and stops at the first that is not refused as it should be.
#
#   tests/fuzz.sh SECONDS [SEED]       that long; prints a line of JSON: how many cases of each
#                                      format, what became of them, the slowest and the largest
#   tests/fuzz.sh only SEED CASE       one case again
#
# The files lie in tests/target/fuzz; a bad one stays there, and its seed and number are printed.
# SEED is a number, by default the time. HEAP is the heap of the process (default 64m), CASES the
# most cases. JAVA_HOME chooses the JDK.
set -eu

root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
out=$root/tests/target
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

fuzz() {
  CLASSPATH=$(cat "$out/classpath.txt") exec "$java" "-Xmx${HEAP:-64m}" -XX:+UseSerialGC \
    io.finetune.fuzz.Fuzz --folder "$out/fuzz" "$@"
}

case ${1:-} in
  only) [ $# -eq 3 ] || set -- ;;
  '' | *[!0-9]*) set -- ;;
esac
[ $# -gt 0 ] || {
  sed -n '2,/^set -eu/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
  exit 2
}
mvn -q -B -f "$root/pom.xml" -pl tests -am -DskipTests -Dspotless.check.skip=true package >&2
case $1 in
  only) fuzz --seed "$2" --only "$3" ;;
  *) fuzz --seconds "$1" --seed "${2:-$(date +%s)}" --cases "${CASES:-1000000000}" ;;
esac
