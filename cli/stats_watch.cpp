#include "cli/stats_watch.hpp"

#include <csignal>
#include <ctime>
#include <iostream>

#include <unistd.h>

#include "cli/daemon.hpp"

namespace medisc {
namespace {

/// Cursor to the top left, and everything erased from there on.
constexpr const char* kNewScreen = "\x1b[H\x1b[2J";

void add_time(StatsReport& report, const std::string& time) {
  for (Table& table : report.tables) {
    table.columns.insert(table.columns.begin(), Column{"time", "time"});
    for (auto& row : table.rows) row.insert(row.begin(), time);
  }
}

/// Whether a signal to stop came.
bool stopped_within(std::chrono::milliseconds interval) {
  const sigset_t signals = stop_signals();
  const timespec wait{interval.count() / 1000, interval.count() % 1000 * 1'000'000};
  return sigtimedwait(&signals, nullptr, &wait) > 0;
}

}  // namespace

Result<void> watch(const Look& look, std::chrono::milliseconds interval,
                   const std::string& title, Format format) {
  block_signals();
  const bool redraws = format == Format::kTable && ::isatty(STDOUT_FILENO) == 1;
  const Clock clock = system_clock();
  bool first = true;
  do {
    const TimePoint now = clock();
    auto report = look(now);
    if (!report) return tl::unexpected<Error>(report.error());
    if (redraws) {
      std::cout << kNewScreen << title << "  " << utc_text(now) << "\n\n";
      print(std::cout, report->facts, report->tables, format);
    } else {
      if (format != Format::kJson) {
        add_time(*report, utc_text(now));
      } else {
        report->facts.insert(report->facts.begin(), Fact{"time", "time", utc_text(now)});
      }
      print_again(std::cout, report->facts, report->tables, format, first);
    }
    first = false;
    std::cout.flush();
  } while (std::cout && !stopped_within(interval));
  return {};
}

}  // namespace medisc
