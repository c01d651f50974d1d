// medisc-plaintext MODEL.onnx RUNS: the time that a network takes in the clear, for `medisc
// bench`.
//
// A program of its own, so that oneDNN, its code generator and the OpenCL loader that Debian
// links it with are in no process that holds a key or a record.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "bench/plaintext/float_network.hpp"
#include "compiler/compilable.hpp"
#include "import/onnx.hpp"

namespace {

using medisc::Error;
using medisc::Result;

constexpr std::size_t kWarmRuns = 3;

/// Of one record, milliseconds. What the records hold is no matter to the time.
Result<double> median_time(const medisc::Network& network, std::size_t runs) {
  auto built = medisc::FloatNetwork::build(network);
  if (!built) return tl::unexpected<Error>(built.error());
  std::mt19937 random(1);
  std::uniform_real_distribution<float> value(-1, 1);
  std::vector<float> record(network.features);
  std::vector<double> milliseconds;
  for (std::size_t i = 0; i < kWarmRuns + runs; ++i) {
    std::generate(record.begin(), record.end(), [&] { return value(random); });
    const auto started = std::chrono::steady_clock::now();
    const auto logits = built->run(record);
    const auto took = std::chrono::steady_clock::now() - started;
    if (!logits) return tl::unexpected<Error>(logits.error());
    if (i < kWarmRuns) continue;
    milliseconds.push_back(std::chrono::duration<double, std::milli>(took).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return (milliseconds[(runs - 1) / 2] + milliseconds[runs / 2]) / 2;
}

int report(const Error& error) {
  std::fprintf(stderr, "medisc-plaintext: %s\n", medisc::render(error).c_str());
  return medisc::exit_code(error.code);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t runs = 0;
  if (argc == 3) std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), runs);
  if (runs == 0) {
    return report({medisc::ErrorCode::kUsage, "it is started by `medisc bench`",
                   "medisc-plaintext MODEL.onnx RUNS"});
  }
  const auto as_read = medisc::import_onnx(argv[1]);
  if (!as_read) return report(as_read.error());
  const auto network = medisc::compilable(*as_read, argv[1]);
  if (!network) return report(network.error());
  const auto time = median_time(*network, runs);
  if (!time) return report(time.error());
  std::printf("median_ms %.9g\n", *time);
  return 0;
}
