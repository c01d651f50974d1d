#include "bench/relay/delay_line.hpp"

#include <algorithm>
#include <utility>

namespace medisc::bench {
namespace {

constexpr std::size_t kLargestChunk = 64 * 1024;
constexpr std::size_t kSmallestChunk = 1460;  // a segment
constexpr std::size_t kSendBuffer = 256 * 1024;
constexpr std::size_t kUnlimitedCapacity = 64 * 1024 * 1024;

double bytes_in(const LineLimits& limits, std::chrono::nanoseconds time) {
  return static_cast<double>(limits.bytes_per_s) * std::chrono::duration<double>(time).count();
}

/// Twice what is in flight at full rate, so that the line itself never throttles.
std::size_t capacity_of(const LineLimits& limits) {
  if (limits.bytes_per_s == 0) return kUnlimitedCapacity;
  const double in_flight = std::min(bytes_in(limits, limits.delay), double{1u << 30});
  return kSendBuffer + 2 * static_cast<std::size_t>(in_flight);
}

std::size_t largest_chunk_of(const LineLimits& limits) {
  if (limits.bytes_per_s == 0) return kLargestChunk;
  return std::clamp<std::size_t>(limits.bytes_per_s / 1000, kSmallestChunk, kLargestChunk);
}

}  // namespace

DelayLine::DelayLine(LineLimits limits)
    : limits_(limits),
      capacity_(capacity_of(limits)),
      largest_chunk_(largest_chunk_of(limits)) {}

std::size_t DelayLine::room() const {
  return held_ >= capacity_ ? 0 : std::min(largest_chunk_, capacity_ - held_);
}

Instant DelayLine::arrival(std::size_t bytes, Instant now) {
  free_ = std::max(free_, now);
  if (limits_.bytes_per_s > 0) {
    const double nanoseconds =
        static_cast<double>(bytes) * 1e9 / static_cast<double>(limits_.bytes_per_s);
    free_ += Instant(static_cast<Instant::rep>(nanoseconds));
  }
  return free_ + limits_.delay;
}

void DelayLine::put(Bytes chunk, Instant now) {
  if (chunk.empty()) return;
  held_ += chunk.size();
  const Instant due = arrival(chunk.size(), now);
  chunks_.push_back({std::move(chunk), due});
}

void DelayLine::end(Instant now) {
  end_ = arrival(0, now);
}

std::optional<Instant> DelayLine::due() const {
  return chunks_.empty() ? end_ : chunks_.front().due;
}

std::span<const std::uint8_t> DelayLine::ready(Instant now) const {
  if (chunks_.empty() || chunks_.front().due > now) return {};
  return std::span(chunks_.front().bytes).subspan(taken_);
}

void DelayLine::take(std::size_t count) {
  taken_ += count;
  held_ -= count;
  if (taken_ < chunks_.front().bytes.size()) return;
  chunks_.pop_front();
  taken_ = 0;
}

bool DelayLine::ended(Instant now) const {
  return chunks_.empty() && end_ && *end_ <= now;
}

}  // namespace medisc::bench
