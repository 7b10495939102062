#!/bin/bash
# iegen verify: what it prints, and its exit codes, for sources with and without real values.
set -u

iegen=$(readlink -f "$1")
failed=0

# expect CODE TEXT ARGUMENTS...: the command's exit code, and a text in what it prints.
expect() {
  local code=$1 text=$2 got status
  shift 2
  got=$("$iegen" verify "$@" --target=host 2>&1)
  status=$?
  if [[ $status -ne $code || $got != *"$text"* ]]; then
    echo "FAILED: verify $*: exit code $status, expected $code and '$text'; got:"
    echo "$got"
    failed=1
  fi
}

# QLinearConv and its like round once: the engine gives what the operators on real values give.
expect 0 '16 of 16 cases: all 320 output bytes equal' models/onnx/image_qoperator.onnx
expect 0 'signal to noise of the output exact, same class 100.0 %' models/onnx/image_qoperator.onnx
expect 0 '/Conv_7                     Conv              all 1,920                    0.00 steps' \
  models/onnx/image_qdq.onnx --layers

digits=(models/onnx/digits_f32.onnx --calibration=models/onnx/digits_samples.npy)
expect 0 '64 samples: signal to noise of the output' "${digits[@]}" --min-snr=20
expect 3 'the first layer below is' "${digits[@]}" --min-snr=100
expect 1 'is a float model, and no calibration data was given' models/onnx/digits_f32.onnx

sine=models/sine
expect 0 'output bytes equal' "$sine/model.tflite" --input="$sine/inputs.bin" \
  --expected="$sine/expected.bin"
{
  printf '\x7e'
  tail -c +2 "$sine/expected.bin"
} > "$TEST_TMPDIR/wrong.bin"
expect 3 'case 0 differs: 1 of 1 output bytes' "$sine/model.tflite" --input="$sine/inputs.bin" \
  --expected="$TEST_TMPDIR/wrong.bin"
exit "$failed"
