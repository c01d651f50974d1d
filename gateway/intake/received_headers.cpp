#include "gateway/intake/received_headers.hpp"

#include <utility>

#include "gateway/report/object_text.hpp"

namespace medisc {
namespace {

constexpr std::chrono::minutes kRemembered{10};
constexpr std::size_t kMostKnown = 1000;

StudyAttributes header_of(const Intake& intake, const Received& received) {
  if (received.files.empty()) return {};
  const auto bytes = intake.file(received.id);
  if (!bytes) return {};
  const auto attributes = read_study_attributes(*bytes, received.id);
  return attributes ? in_utf8(*attributes) : StudyAttributes{};
}

}  // namespace

std::shared_ptr<const StudyAttributes> ReceivedHeaders::of(const Received& received) {
  const auto now = now_();
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(known_,
                  [&](const auto& entry) { return now - entry.second.read_at >= kRemembered; });
    const auto known = known_.find(received.id);
    if (known != known_.end()) return known->second.attributes;
  }
  auto attributes = std::make_shared<const StudyAttributes>(header_of(intake_, received));
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_[received.id] = {attributes, now};
  return attributes;
}

}  // namespace medisc
