#include "tests/differential/real_options.hpp"

#include <cmath>

namespace medisc::test {
namespace {

void choose_bits(PlanOptions& options, Chance& chance) {
  options.ring_bits = chance.one_of<std::uint32_t>({32, 32, 32, 64, 64});
  if (options.ring_bits >= 32 && chance.one_in(4)) return;  // as where nobody chooses
  const std::uint32_t most = options.ring_bits == 8    ? 2
                             : options.ring_bits == 16 ? 4
                             : options.ring_bits == 32 ? 10
                                                       : 24;
  options.input_bits = chance.pick(1, most);
  options.weight_bits = chance.pick(1, most);
  options.activation_bits = chance.pick(0, most);
  if (options.ring_bits == 64 && chance.one_in(8)) {
    options.input_bits = chance.pick(25, 52);
    options.activation_bits = chance.pick(10, 30);
  }
}

/// One for all features, one a channel, or one a feature.
void choose_ranges(PlanOptions& options, const Image& record, Chance& chance) {
  const auto any = [&] {
    return std::ldexp(1.0, static_cast<int>(chance.pick(0, 6)) - 2);
  };
  options.ranges = {any()};
  if (!chance.one_in(4)) return;
  const bool by_channel = !chance.one_in(8);
  const std::uint64_t run = by_channel ? std::uint64_t{record.height} * record.width : 1;
  options.ranges.clear();
  for (std::uint64_t i = 0; i < record.size(); ++i) {
    options.ranges.push_back(i % run == 0 ? any() : options.ranges.back());
  }
}

void choose_normalisation(PlanOptions& options, const Image& record, Chance& chance) {
  const std::uint32_t runs = chance.one_in(2) ? 1 : record.channels;
  for (std::uint32_t i = 0; i < runs; ++i) {
    options.centre.push_back(static_cast<double>(chance.pick(0, 16)) / 4 - 2);
    options.factor.push_back(chance.one_of({0.25, 0.5, 1.0, 2.0, -1.0, -4.0}));
  }
}

}  // namespace

PlanOptions real_options(const RealNetwork& drawn, Chance& chance) {
  PlanOptions options;
  choose_bits(options, chance);
  choose_ranges(options, drawn.record, chance);
  if (chance.one_in(4)) choose_normalisation(options, drawn.record, chance);
  options.full_width = chance.one_in(6);
  return options;
}

}  // namespace medisc::test
