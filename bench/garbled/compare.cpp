/// The paper's Figure 6: MediSC's ReLU and 2x2 max-pool against garbled circuits, both in
/// memory and in one thread, every result checked. Prints JSON: medians in milliseconds of both
/// parties' work added up, and bytes; "deal" is the dealer's work, "ahead" what needs no
/// record.
///
///   bench_garbled [WIDTH [SHIFT [LARGEST]]]
///
/// WIDTH: bits of a share (default 32); SHIFT: right shift of the ReLU (0); LARGEST: most
/// values at once (10000).

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "bench/garbled/dealt_run.hpp"
#include "bench/garbled/garbled_run.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc::bench {
namespace {

using Values = std::vector<std::uint64_t>;

/// Shares of one layer's values.
struct Shares {
  Values y0;
  Values y1;
  Values expected;
};

/// |y| < 2^(width - 2), so that differences fit as well.
Shares random_shares(std::size_t count, unsigned taps, unsigned width, unsigned shift) {
  std::mt19937_64 random(count);
  const auto bound = std::int64_t{1} << (width - 2);
  std::uniform_int_distribution<std::int64_t> value(1 - bound, bound - 1);
  const auto modulus = width_mask<std::uint64_t>(width);
  Shares shares;
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t largest = -bound;
    for (unsigned tap = 0; tap < taps; ++tap) {
      const std::int64_t y = value(random);
      largest = std::max(largest, y);
      shares.y0.push_back(random() & modulus);
      shares.y1.push_back((static_cast<std::uint64_t>(y) - shares.y0.back()) & modulus);
    }
    if (taps == 1) largest = std::max<std::int64_t>(largest, 0) >> shift;
    shares.expected.push_back(static_cast<std::uint64_t>(largest) & modulus);
  }
  return shares;
}

template <class Word>
void check(const std::vector<Word>& z0, const std::vector<Word>& z1, const Values& expected,
           unsigned width) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::uint64_t z = std::uint64_t{z0[i]} + z1[i];
    if (((z ^ expected[i]) & width_mask<std::uint64_t>(width)) == 0) continue;
    std::fprintf(stderr, "value %zu is not that of the plain function\n", i);
    std::exit(1);
  }
}

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

/// Medians in milliseconds, and bytes.
struct Row {
  double ours_deal, ours_ahead, ours_online, garble, garbled_online;
  DealtRun ours;
  GarbledRun garbled;
};

Row measure(const SharedGate& circuit, const Gate& gate, std::size_t count, unsigned shift) {
  const Shares shares = random_shares(count, circuit.taps, circuit.width, shift);
  const std::vector<std::uint32_t> y0(shares.y0.begin(), shares.y0.end());
  const std::vector<std::uint32_t> y1(shares.y1.begin(), shares.y1.end());
  std::mt19937_64 random(1);
  std::vector<double> deal;
  std::vector<double> ahead;
  std::vector<double> online;
  std::vector<double> garble;
  std::vector<double> garbled_online;
  GarbledMemory memory;
  Row row{};
  const std::size_t repetitions = count > 1000 ? 7 : 31;
  for (std::size_t repetition = 0; repetition <= repetitions; ++repetition) {
    row.ours = run_dealt(gate, y0, y1);
    check(row.ours.z0, row.ours.z1, shares.expected, circuit.output_width);
    Values masks(count);
    for (std::uint64_t& mask : masks) {
      mask = random() & width_mask<std::uint64_t>(circuit.output_width);
    }
    row.garbled =
        run_garbled(circuit, shares.y0, shares.y1, masks, {random(), random()}, memory);
    check(row.garbled.z0, row.garbled.z1, shares.expected, circuit.output_width);
    if (repetition == 0) continue;  // touches the memory
    deal.push_back(row.ours.deal * 1e3);
    ahead.push_back(row.ours.ahead * 1e3);
    online.push_back(row.ours.online * 1e3);
    garble.push_back(row.garbled.garble * 1e3);
    garbled_online.push_back((row.garbled.encode + row.garbled.evaluate) * 1e3);
  }
  row.ours_deal = median(deal);
  row.ours_ahead = median(ahead);
  row.ours_online = median(online);
  row.garble = median(garble);
  row.garbled_online = median(garbled_online);
  return row;
}

/// A gate over `count` values.
struct Line {
  const char* gate;
  std::size_t count;
  Row row;
};

void print(const Line& line, const char* separator) {
  const auto& [gate, count, row] = line;
  std::printf("  {\"gate\": \"%s\", \"n\": %zu,\n", gate, count);
  std::printf("   \"ours_ms\": {\"deal\": %.6f, \"ahead\": %.6f, \"online\": %.6f},\n",
              row.ours_deal, row.ours_ahead, row.ours_online);
  std::printf("   \"garbled_ms\": {\"ahead\": %.6f, \"online\": %.6f},\n", row.garble,
              row.garbled_online);
  std::printf("   \"ours_bytes\": {\"dealt\": %" PRIu64 ", \"ahead\": %" PRIu64
              ", \"online\": %" PRIu64 "},\n",
              row.ours.dealt + Seed::kBytes, row.ours.openings, row.ours.online_bytes);
  std::printf("   \"garbled_bytes\": {\"ahead\": %" PRIu64 ", \"online\": %" PRIu64 "}}%s\n",
              row.garbled.ahead(), row.garbled.share_labels, separator);
}

int run(unsigned width, unsigned shift, unsigned largest) {
  if (!has_aes_instructions()) {
    std::fprintf(stderr, "garbling wants a processor with AES-NI\n");
    return 1;
  }
  std::vector<Line> lines;
  for (std::uint32_t count = 1; count <= largest; count *= 10) {
    lines.push_back({"relu", count,
                     measure(garbled_relu(width, shift, width),
                             dealt_relu(count, width, shift, width), count, shift)});
  }
  for (std::uint32_t count = 1; count <= largest; count *= 10) {
    lines.push_back({"max_pool", count,
                     measure(garbled_max_pool(width), dealt_max_pool(count, width), count, 0)});
  }
  std::printf("{\"width\": %u, \"shift\": %u, \"gates\": [\n", width, shift);
  for (const Line& line : lines) print(line, &line == &lines.back() ? "]}" : ",");
  return 0;
}

}  // namespace
}  // namespace medisc::bench

int main(int argc, char** argv) {
  const auto number = [&](int i, int otherwise) {
    return static_cast<unsigned>(argc > i ? std::atoi(argv[i]) : otherwise);
  };
  const unsigned width = number(1, 32);
  const unsigned shift = number(2, 0);
  const unsigned largest = number(3, 10000);
  if (width < 4 || width > 32 || shift + 2 > width || largest < 1 || largest > 1000000) {
    std::fprintf(stderr,
                 "usage: bench_garbled [WIDTH (4 to 32) [SHIFT (to WIDTH - 2) "
                 "[LARGEST (to 1000000)]]]\n");
    return 2;
  }
  return medisc::bench::run(width, shift, largest);
}
