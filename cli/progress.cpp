#include "cli/progress.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace medisc {
namespace {

constexpr std::size_t kBarWidth = 24;
constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kPlainLine{5};

std::string bar(double part) {
  const auto full = static_cast<std::size_t>(part * kBarWidth);
  return fmt::format("[{:.<{}}]", std::string(full, '#'), kBarWidth);
}

}  // namespace

ProgressLine::ProgressLine(std::string what, std::string unit, std::uint64_t total)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && shown_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(std::uint64_t done) {
  const auto now = Clock::now();
  const bool last = done >= total_;
  if (!last && now - (shown_ ? last_ : started_) <
                   (terminal_ ? Clock::duration{kRedraw} : Clock::duration{kPlainLine})) {
    return;
  }
  if (last && !terminal_ && !shown_) return;  // short work needs no report
  shown_ = true;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double part = total_ > 0 ? static_cast<double>(done) / static_cast<double>(total_) : 1;
  const double left = rate > 0 ? static_cast<double>(total_ - done) / rate : 0;
  const std::string line = fmt::format("{} {}/{}, {:.0f} {}/s, {:.0f} s left", what_, done,
                                       total_, rate, unit_, left);
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{} {}", bar(part), line);
    std::fflush(stderr);
  } else {
    fmt::print(stderr, "{}\n", line);
  }
}

}  // namespace medisc
