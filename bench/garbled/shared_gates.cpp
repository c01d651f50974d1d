#include "bench/garbled/shared_gates.hpp"

#include <utility>

namespace medisc::bench {

SharedGate garbled_relu(unsigned width, unsigned shift, unsigned output_width) {
  CircuitBuilder build;
  const WireWord y0 = build.input(width);
  const WireWord y1 = build.input(width);
  const WireWord mask = build.input(output_width);
  const WireWord y = build.sum(y0, y1);
  const Wire keep = build.inverse(y.back());
  WireWord selected;
  for (unsigned i = shift; i + 1 < width && selected.size() < output_width; ++i) {
    selected.push_back(build.both(keep, y[i]));
  }
  WireWord z = build.sum(mask, selected);
  return {build.finish(std::move(z)), width, 1, output_width};
}

SharedGate garbled_max_pool(unsigned width) {
  constexpr unsigned kTaps = 4;
  CircuitBuilder build;
  WireWord shares[2][kTaps];
  for (auto& party : shares) {
    for (WireWord& share : party) share = build.input(width);
  }
  const WireWord mask = build.input(width);
  WireWord values[kTaps];
  for (unsigned i = 0; i < kTaps; ++i) values[i] = build.sum(shares[0][i], shares[1][i]);
  const auto larger = [&](const WireWord& a, const WireWord& b) {
    const Wire a_is_less = build.difference(a, b).back();
    return build.select(a_is_less, b, a);
  };
  const WireWord upper = larger(values[0], values[1]);
  const WireWord lower = larger(values[2], values[3]);
  WireWord z = build.sum(mask, larger(upper, lower));
  return {build.finish(std::move(z)), width, kTaps, width};
}

}  // namespace medisc::bench
