#include "messages/frame.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace medisc {
namespace {

constexpr std::size_t kFirstReserve = 4u << 10;

}  // namespace

std::array<std::uint8_t, kFramePrefix> frame_prefix(std::size_t message_bytes) {
  std::array<std::uint8_t, kFramePrefix> prefix;
  for (std::size_t i = 0; i < kFramePrefix; ++i) {
    prefix[i] = static_cast<std::uint8_t>(message_bytes >> (8 * i));
  }
  return prefix;
}

void append_frame(Bytes& out, std::span<const std::uint8_t> message) {
  const auto prefix = frame_prefix(message.size());
  out.insert(out.end(), prefix.begin(), prefix.end());
  out.insert(out.end(), message.begin(), message.end());
}

Result<void> FrameReader::feed(std::span<const std::uint8_t> chunk) {
  if (broken_) return tl::unexpected<Error>(*broken_);
  while (!chunk.empty()) {
    if (prefix_bytes_ < kFramePrefix) {
      prefix_[prefix_bytes_++] = chunk.front();
      chunk = chunk.subspan(1);
      if (prefix_bytes_ < kFramePrefix) continue;
      if (auto begun = begin_frame(); !begun) {
        broken_ = begun.error();
        return begun;
      }
      continue;
    }
    const auto part = chunk.first(std::min(chunk.size(), announced_ - partial_.size()));
    const std::size_t arrived = partial_.size() + part.size();
    if (arrived > partial_.capacity()) {
      partial_.reserve(std::min(announced_, std::max(2 * partial_.size(), arrived)));
    }
    partial_.insert(partial_.end(), part.begin(), part.end());
    chunk = chunk.subspan(part.size());
    if (partial_.size() == announced_) {
      complete_.push_back(std::exchange(partial_, {}));
      prefix_bytes_ = 0;
    }
  }
  return {};
}

std::optional<Bytes> FrameReader::next() {
  if (complete_.empty()) return std::nullopt;
  Bytes message = std::move(complete_.front());
  complete_.pop_front();
  return message;
}

void FrameReader::give_back(Bytes message) {
  if (!partial_.empty() || message.capacity() <= partial_.capacity()) return;
  message.clear();
  partial_ = std::move(message);
}

Result<void> FrameReader::begin_frame() {
  announced_ = 0;
  for (std::size_t i = 0; i < kFramePrefix; ++i) {
    announced_ |= static_cast<std::size_t>(prefix_[i]) << (8 * i);
  }
  if (announced_ == 0) return fail(ErrorCode::kProtocol, "a frame announces an empty message");
  if (announced_ > limit_) {
    return fail(ErrorCode::kProtocol,
                "a frame announces a message of " + std::to_string(announced_) +
                    " bytes, over the limit of " + std::to_string(limit_),
                "check that a MediSC party is at the other end");
  }
  partial_.reserve(std::min(announced_, kFirstReserve));
  return {};
}

}  // namespace medisc
