// A program as users write it: sine of a few numbers by the network, against the C library.
#include <math.h>
#include <stdio.h>

#include "app/sine.h"

int main() {
  static sine::Model model;
  sine::Reset(model);
  int failed = 0;
  for (float x = 0.0f; x < 6.28f; x += 0.25f) {
    *sine::Input0(model) = sine::QuantizeInput0(x);
    sine::Invoke(model);
    const float y = sine::DequantizeOutput0(*sine::Output0(model));
    const bool good = fabsf(y - sinf(x)) < 0.15f;
    if (!good) printf("sin(%g) came out as %g\n", static_cast<double>(x), static_cast<double>(y));
    failed += !good;
  }
  return failed == 0 ? 0 : 1;
}
