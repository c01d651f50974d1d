/// Progress of long work, on standard error: a bar on a terminal, a plain line now and then
/// elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace medisc {

class ProgressLine {
 public:
  /// `what`: "preparing bundles"; `unit`: "bundles", for "bundles/s".
  ProgressLine(std::string what, std::string unit, std::uint64_t total);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  std::string unit_;
  std::uint64_t total_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point started_ = Clock::now();
  Clock::time_point last_{};
};

}  // namespace medisc
