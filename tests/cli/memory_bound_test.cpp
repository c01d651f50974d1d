// What processes take at the most follows a network's widest step, not how many it has.
#include <fstream>
#include <sstream>

#include "cli/peak_memory.hpp"
#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"
#include "tests/records/npy_sample.hpp"

namespace medisc::test {
namespace {

constexpr std::size_t kHeight = 120;
constexpr std::size_t kWidth = 250;
constexpr std::uint64_t kMegabyte = 1u << 20;

/// So many layers of one width: a convolution of one weight, and a ReLU.
std::string deep_model(std::size_t layers) {
  OnnxSample model({1, kHeight, kWidth});
  model.constant("w", {1, 1, 1, 1}, {-2});
  model.constant("b", {1}, {0.5F});
  model.constant("v", {1, 2}, {1, -1});
  std::string last = "x";
  for (std::size_t i = 0; i < layers; ++i) {
    const std::string number = std::to_string(i);
    model.node("Conv", last + " w b", "c" + number);
    model.node("Relu", "c" + number, "r" + number);
    last = "r" + number;
  }
  model.node("GlobalAveragePool", last, "p");
  model.node("Flatten", "p", "f");
  model.node("MatMul", "f v", "y");
  return model.bytes();
}

std::string records(std::size_t count) {
  std::vector<float> values(count * kHeight * kWidth);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i * 7919 % 2001) / 1000 - 1;
  }
  return npy_bytes(
      npy_header("<f4", "(" + std::to_string(count) + ", 1, " + std::to_string(kHeight) + ", " +
                            std::to_string(kWidth) + ")"),
      raw<float>(values));
}

/// Bytes that processes took at most, beyond what they had before.
struct Peaks {
  std::uint64_t filling = 0;
  std::uint64_t dealer = 0;
  std::uint64_t service_preparing = 0;
  std::uint64_t service = 0;
  std::uint64_t preparing = 0;
  std::uint64_t hospital = 0;
  std::uint64_t half = 0;  ///< the service's, on the disk
};

/// Its peak is what it has now.
std::uint64_t restart_peak(const Process& process) {
  std::ofstream("/proc/" + std::to_string(process.id()) + "/clear_refs") << 5;
  return peak_memory(std::to_string(process.id()));
}

std::uint64_t peak_of(const Process& process) {
  return peak_memory(std::to_string(process.id()));
}

/// Whether it had a child and waited for its end: page faults of such ones are in its books.
bool awaited_a_child(const Process& process) {
  std::ifstream file("/proc/" + std::to_string(process.id()) + "/stat");
  std::string stat;
  std::getline(file, stat);
  std::istringstream behind_name(stat.substr(stat.rfind(')') + 1));
  std::string field;
  for (int i = 0; i < 9; ++i) behind_name >> field;  // cminflt, see proc(5)
  return field != "0";
}

/// Runs a verb to its end; the most that it took, as often as it was looked at.
std::uint64_t peak_while(Process& process) {
  std::uint64_t peak = 0;
  std::optional<int> status;
  while (!(status = process.wait(5ms))) peak = std::max(peak, peak_of(process));
  if (*status != 0) throw std::runtime_error(process.err());
  return peak;
}

constexpr std::size_t kBatch = 4;
constexpr int kMemory = 64;
constexpr Patience kPatience = 120s;

/// With records to diagnose; the service may take so many MB.
struct DeepSite : Site {
  DeepSite(std::size_t layers, int memory) {
    starting = kPatience;
    write("deep.onnx", deep_model(layers));
    write("records.npy", records(kBatch));
    model_file = path("deep.onnx");
    model_settings = "input_range = 1\nfidelity = \"warn\"\ncomparison = \"chain\"\n";
    model_settings += "samples = \"" + path("records.npy") + "\"\n";
    service_settings = "[limits]\nmemory_mb = " + std::to_string(memory) + "\n";
  }

  /// All records in one batch, within so many MB.
  Words diagnosing(int memory) const {
    return verb({"hospital", "diagnose"},
                {"--records", path("records.npy"), "--batch", std::to_string(kBatch),
                 "--memory", std::to_string(memory)},
                "hospital");
  }
};

Peaks run(std::size_t layers) {
  DeepSite site(layers, kMemory);
  site.start();
  const std::uint64_t dealer = restart_peak(site.dealer());
  const std::uint64_t service = restart_peak(site.service());
  EXPECT_TRUE(awaited_a_child(site.service())) << "the service planned in its own process";

  Peaks peaks;
  const Words filling =
      site.verb({"dealer", "fill"}, {"--count", std::to_string(kBatch)}, "dealer");
  const Outcome filled = site.run(filling, kPatience);
  if (filled.status != 0) throw std::runtime_error(filled.err);
  peaks.filling = std::stoull(filled.report().fact("peak_bytes"));
  const auto preparing = site.begin(
      site.verb({"hospital", "prepare"}, {"--count", std::to_string(kBatch)}, "hospital"));
  peaks.preparing = peak_while(*preparing);
  peaks.dealer = peak_of(site.dealer()) - dealer;
  peaks.service_preparing = peak_of(site.service()) - service;
  restart_peak(site.service());
  Words words = site.diagnosing(kMemory);
  words.emplace_back("--no-ahead");  // whether sessions overlap depends on the machine
  const auto diagnosing = site.begin(words);
  peaks.hospital = peak_while(*diagnosing);
  peaks.service = peak_of(site.service()) - std::min(service, peak_of(site.service()));
  const Words planning{"plan",         site.path("deep.onnx"),
                       "--range",      "1",
                       "--fidelity",   "warn",
                       "--comparison", "chain",
                       "--samples",    site.path("records.npy"),
                       "--format",     "json"};
  const Outcome planned = site.run(planning, kPatience);
  if (planned.status != 0) throw std::runtime_error(planned.err);
  peaks.half = std::stoull(planned.report().fact("service_half_bytes"));
  return peaks;
}

TEST(MemoryBound, FollowsTheWidestStepNotTheNumberOfSteps) {
  const Peaks some = run(50);
  const Peaks twice = run(100);
  // Of one record, sealed: who held it whole would have it expanded as well, or in a message,
  // and that of the other records.
  const std::uint64_t more = twice.half - some.half;
  ASSERT_GT(more, 20 * kMegabyte);
  const auto expect_alike = [&](const char* what, std::uint64_t Peaks::*peak) {
    std::printf("%-20s %4zu MB  %4zu MB\n", what, static_cast<std::size_t>(some.*peak >> 20),
                static_cast<std::size_t>(twice.*peak >> 20));
    EXPECT_LT(twice.*peak, some.*peak + more) << what;
  };
  std::printf("%-20s %4zu MB  %4zu MB\n", "the service's half",
              static_cast<std::size_t>(some.half >> 20),
              static_cast<std::size_t>(twice.half >> 20));
  expect_alike("dealer fill", &Peaks::filling);
  expect_alike("dealer", &Peaks::dealer);
  expect_alike("service, preparing", &Peaks::service_preparing);
  expect_alike("hospital, preparing", &Peaks::preparing);
  expect_alike("service, a session", &Peaks::service);
  expect_alike("hospital, a session", &Peaks::hospital);
}

TEST(MemoryBound, ABatchIsSplitToRunWithinIt) {
  DeepSite site(4, 1024);
  site.start();
  site.stock(kBatch, kBatch);
  const Outcome done = site.run(site.diagnosing(40));
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_GT(site.stats("hospital", "sessions").table("sessions").size(), 1U);
  EXPECT_EQ(site.level("service", "consumed"), kBatch);
}

TEST(MemoryBound, OneRecordThatNeverFitsIsToldOf) {
  DeepSite site(4, 1024);
  site.start();
  site.stock(kBatch, kBatch);
  EXPECT_TRUE(refused(site.run(site.diagnosing(1)), 2,
                      {"one record of model 'breast' needs", "the limit is 1", "--memory"}));
  EXPECT_EQ(site.level("hospital", "prepared"), kBatch) << "nothing is spent";

  site.kill_service();
  site.service_settings = "[limits]\nmemory_mb = 1\n";
  site.write_service_toml();
  const Outcome started = site.run({"service", "run", "--config", site.path("service.toml")});
  EXPECT_EQ(started.status, 2);
  EXPECT_THAT(started.err, testing::HasSubstr("one record of model 'breast' needs"));
  EXPECT_THAT(started.err, testing::HasSubstr("raise memory_mb in [limits]"));
}

}  // namespace
}  // namespace medisc::test
