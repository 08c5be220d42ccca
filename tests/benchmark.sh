#!/bin/sh
# Measures the toolkit and sets it beside PyTorch and torchvision.
#
#   tests/benchmark.sh NAME [FLAGS...]   one measurement, one line of JSON; --help lists its flags:
#                                        TrainStepBenchmark, GcOverheadBenchmark,
#                                        InputPipelineBenchmark, MemoryBenchmark,
#                                        DetectionBenchmark, DetectionMemoryBenchmark,
#                                        CocoEvalBenchmark,
#                                        ResultCurves OUT_DIR TITLE METRICS RUN_DIR...
#   tests/benchmark.sh all PYTHON [IMAGES]
#                                        every comparison in turns (ours, peer, ours, peer, ...) and a
#                                        Markdown table of medians; the JSON lines stay in
#                                        tests/target/benchmark.jsonl
#
#   tests/benchmark.sh coco PYTHON ANNOTATIONS...
#                                        makes results of the size of COCO val2017 from annotation
#                                        files, in tests/target/coco-eval if they are not there yet,
#                                        scores them in turns with pycocotools, and prints a table;
#                                        fails if a number differs
#
#   tests/benchmark.sh detection PYTHON
#                                        training steps and inference of a Mask R-CNN in turns with
#                                        torchvision, the memory of a training with images of
#                                        changing sizes, and a table; the JSON lines stay in
#                                        tests/target/detection.jsonl
#
# PYTHON is a Python that has torch and torchvision; for coco, pycocotools. IMAGES is a folder of class folders of JPEGs;
# without it the input pipeline is left out.
#   ROUNDS   rounds of the training step, the input pipeline and detection (default 3), or of
#            coco (1)
#   REPEAT   passes over IMAGES in an epoch, so that one takes seconds (default 20)
#   THREADS  threads of an operator, and workers of the input pipeline (default 2)
#   STEP     flags of the training step (default: --model resnet50 --batch 8 --size 224)
#   DETECTION   flags of detection (default: --model maskrcnn_resnet50_fpn --batch 2 --height 480
#            --width 640)
#   STEPS, EPOCHS, MEMORY_STEPS   lengths of the measurements (defaults 10, 5, and 500 or, in
#            detection, 300)
# JAVA_HOME chooses the JDK. Nothing else should run meanwhile.
set -eu

root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
out=$root/tests/target
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

build() {
  mvn -q -B -f "$root/pom.xml" -pl tests -am -DskipTests -Dspotless.check.skip=true package >&2
}

# The same JVM options as the finetune launcher.
ours() {
  name=$1
  shift
  GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-20000} \
    CLASSPATH=$out/test-classes:$(cat "$out/classpath.txt") "$java" -XX:+UseParallelGC \
    -Djava.awt.headless=true -DOPT_OUT_TRACKING=true \
    "-Dlogback.configurationFile=$out/test-classes/logback-test.xml" "io.finetune.benchmark.$name" "$@"
}

# Runs a measurement, shows its line and keeps it.
keep() {
  "$@" | tee -a "$lines" >&2
}

all() {
  python=$1
  images=${2:-}
  threads=${THREADS:-2}
  lines=$out/benchmark.jsonl
  : >"$lines"
  step="${STEP:---model resnet50 --batch 8 --size 224} --threads $threads --steps ${STEPS:-10}"
  input="--folder $images --repeat ${REPEAT:-20} --workers $threads --epochs ${EPOCHS:-5}"
  round=0
  # shellcheck disable=SC2086 # the settings are words
  while [ "$round" -lt "${ROUNDS:-3}" ]; do
    round=$((round + 1))
    keep ours TrainStepBenchmark $step --optimizer sgd_gc
    keep "$python" "$root/tests/peers/train_step.py" $step --mode default
    keep ours TrainStepBenchmark $step --optimizer sgd_gc
    keep "$python" "$root/tests/peers/train_step.py" $step --mode best
    if [ -n "$images" ]; then
      keep ours InputPipelineBenchmark $input
      keep "$python" "$root/tests/peers/input_pipeline.py" $input
    fi
  done
  # shellcheck disable=SC2086
  keep ours GcOverheadBenchmark $step
  keep ours MemoryBenchmark --model resnet20_cifar --batch 32 --size 32 --threads "$threads" \
    --warmup 100 --steps "${MEMORY_STEPS:-500}"
  ours BenchmarkTable "$lines"
}

detection() {
  python=$1
  threads=${THREADS:-2}
  lines=$out/detection.jsonl
  : >"$lines"
  flags="${DETECTION:---model maskrcnn_resnet50_fpn --batch 2 --height 480 --width 640}"
  flags="$flags --threads $threads --steps ${STEPS:-10}"
  round=0
  # shellcheck disable=SC2086 # the settings are words
  while [ "$round" -lt "${ROUNDS:-3}" ]; do
    round=$((round + 1))
    for what in train inference; do
      keep ours DetectionBenchmark $flags --what "$what" --precision auto
      keep "$python" "$root/tests/peers/detection_step.py" $flags --what "$what"
      keep ours DetectionBenchmark $flags --what "$what" --precision fp32
    done
  done
  keep ours DetectionMemoryBenchmark --model maskrcnn_resnet18_fpn --batch 2 \
    --height 160 --width 240 --short-sides 64,80,96,112,128,144,160 --threads "$threads" \
    --warmup 50 --steps "${MEMORY_STEPS:-300}"
  ours DetectionTable "$lines"
}

coco() {
  python=$1
  shift
  peer=$root/tests/peers/coco_eval.py
  data=$out/coco-eval
  lines=$out/coco-eval.jsonl
  : >"$lines"
  [ -f "$data/instances.json" ] || "$python" "$peer" generate --annotations "$@" --out "$data"
  round=0
  while [ "$round" -lt "${ROUNDS:-1}" ]; do
    round=$((round + 1))
    for iou in bbox segm; do
      set -- --annotations "$data/instances.json" --results "$data/$iou.json" --iou "$iou"
      keep ours CocoEvalBenchmark "$@"
      keep "$python" "$peer" time "$@"
    done
  done
  ours CocoEvalTable "$lines"
}

[ $# -gt 0 ] || {
  sed -n '2,/^set -eu/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
  exit 2
}
build
case $1 in
  all)
    [ $# -ge 2 ] || {
      printf 'benchmark.sh: all needs the path of a Python that has torch\n' >&2
      exit 2
    }
    shift
    all "$@"
    ;;
  detection)
    [ $# -eq 2 ] || {
      printf 'benchmark.sh: detection needs the path of a Python that has torchvision\n' >&2
      exit 2
    }
    detection "$2"
    ;;
  coco)
    [ $# -ge 3 ] || {
      printf 'benchmark.sh: coco needs the path of a Python that has pycocotools, and annotations\n' >&2
      exit 2
    }
    shift
    coco "$@"
    ;;
  *) ours "$@" ;;
esac
