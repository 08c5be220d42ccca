#!/bin/sh
# Damages images, masks, annotations and label files at random, and reads them.
#
#   tests/fuzz-data.sh [COUNT [SEED]]   COUNT inputs of each of 30 kinds (default 10000) from SEED on
#                                       (default 0); a line for each kind, and exit code 1 if one was
#                                       neither read nor refused with an error for people
#
# The same seeds give the same inputs. The one being read lies in tests/target/fuzz-data. JAVA_HOME
# chooses the JDK.
set -eu

root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
out=$root/tests/target
mvn -q -B -f "$root/pom.xml" -pl tests -am -DskipTests -Dspotless.check.skip=true package >&2
rm -rf "$out/fuzz-data"
# libjpeg and libpng write a line about some damaged images on stderr: it is shown on failure only.
status=0
OPENCV_LOG_LEVEL=SILENT CLASSPATH=$out/test-classes:$(cat "$out/classpath.txt") \
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -Djava.awt.headless=true \
  "-Dlogback.configurationFile=$out/test-classes/logback-test.xml" io.finetune.fault.DataFuzz \
  "${1:-10000}" "${2:-0}" "$out/fuzz-data" 2>"$out/fuzz-data.log" || status=$?
[ "$status" -eq 0 ] || tail -n 40 "$out/fuzz-data.log" >&2
exit "$status"
