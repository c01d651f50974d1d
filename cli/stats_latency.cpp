// How online times are spread: one row a bucket, from the first that holds a session to the
// last.
#include <algorithm>

#include "cli/stats.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kLongestBar = 40;

/// At least one mark for what is there at all.
std::string bar(std::int64_t count, std::int64_t most) {
  const std::int64_t length = (count * kLongestBar + most - 1) / most;
  return std::string(static_cast<std::size_t>(length), '#');
}

}  // namespace

Result<StatsReport> latency_report(History& history, const StatsQuery& query) {
  const auto latency = history.latency(query.limit.value_or(SIZE_MAX), query.filter);
  if (!latency) return tl::unexpected<Error>(latency.error());
  StatsTable table("latency", query);
  table.add_column({"above_ms", "above ms", 1});
  table.add_column({"up_to_ms", "up to ms", 1});
  table.add_column({"sessions", "sessions"});
  if (query.format == Format::kTable) table.add_column({"bar", ""});

  const auto& counts = latency->counts;
  const auto most = *std::ranges::max_element(counts);
  const auto held = [](std::int64_t count) {
    return count > 0;
  };
  const auto first = std::ranges::find_if(counts, held);
  const auto last =
      std::find_if(counts.rbegin(), std::make_reverse_iterator(first), held).base();
  for (auto count = first; count != last; ++count) {
    const auto bucket = static_cast<std::size_t>(count - counts.begin());
    table.add_row() << (bucket == 0 ? 0.0 : in_ms(kLatencyBounds[bucket - 1]));
    table << (bucket == kLatencyBounds.size() ? Cell{} : Cell{in_ms(kLatencyBounds[bucket])});
    table << *count;
    if (query.format == Format::kTable) table << bar(*count, most);
  }
  return StatsReport{{{"sessions", "sessions", latency->sessions},
                      {"p50_ms", "half took at most, ms", in_ms(latency->p50_us)},
                      {"p90_ms", "90 % took at most, ms", in_ms(latency->p90_us)},
                      {"p99_ms", "99 % took at most, ms", in_ms(latency->p99_us)}},
                     {table.take()}};
}

}  // namespace medisc
