/// An intake whose images a test puts down, and that remembers what it was given.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/intake/intake.hpp"

namespace medisc::test {

class FakeIntake final : public Intake {
 public:
  /// `files`: their bytes, as many as `received.files` has, or none: they are gone.
  void put(Received received, std::vector<std::string> files) {
    files_[received.id] = std::move(files);
    received_.insert(received_.begin(), std::move(received));
  }
  void lose_files(const std::string& id) { files_[id].clear(); }

  /// Instances whose turn goes wrong; the others are taken, if they are DICOM.
  std::map<std::string, Error> refused;

  Result<Taken> take(const Arrival& arrival) override {
    const std::scoped_lock lock(mutex_);
    arrivals_.push_back(arrival);
    auto attributes = read_study_attributes(arrival.file, "the file");
    if (!attributes) return tl::unexpected(attributes.error());
    const auto found = refused.find(attributes->sop_instance_uid);
    if (found != refused.end()) return tl::unexpected(found->second);
    return Taken{*attributes, "id"};
  }
  void sender_gone(const std::string& asker) override {
    const std::scoped_lock lock(mutex_);
    gone_.push_back(asker);
  }
  std::vector<Arrival> arrivals() const {
    const std::scoped_lock lock(mutex_);
    return arrivals_;
  }
  std::vector<std::string> gone() const {
    const std::scoped_lock lock(mutex_);
    return gone_;
  }
  std::vector<Received> list() const override { return received_; }
  std::optional<Received> find(const std::string& id) const override {
    for (const Received& one : received_) {
      if (one.id == id) return one;
    }
    return std::nullopt;
  }
  Result<std::string> file(const std::string& id, std::size_t place) const override {
    ++reads_;
    const auto known = files_.find(id);
    if (known == files_.end() || place >= known->second.size()) {
      return fail(ErrorCode::kBadInput, "no such file");
    }
    return known->second[place];
  }
  Result<void> try_again(const std::string& id) override {
    for (Received& one : received_) {
      if (one.id != id) continue;
      if (one.state == ReceivedState::kDone) {
        return fail(ErrorCode::kBadInput, "it has ended well");
      }
      one.state = ReceivedState::kWaiting;
      one.error.clear();
      return {};
    }
    return fail(ErrorCode::kBadInput, "no such image");
  }
  void stop() override {}

  int reads() const { return reads_; }

 private:
  std::vector<Received> received_;
  std::map<std::string, std::vector<std::string>> files_;
  mutable int reads_ = 0;
  mutable std::mutex mutex_;
  std::vector<Arrival> arrivals_;
  std::vector<std::string> gone_;
};

inline Received some_received(const std::string& id, ReceivedState state) {
  Received received;
  received.id = id;
  received.state = state;
  received.arrived_at = "2026-01-31T09:05:07.042Z";
  received.asker = "CT1";
  received.door = "dicom";
  received.record = "1.2.826.0.1.3680043.8.498." + std::to_string(id.size());
  received.files = {"0.dcm"};
  return received;
}

}  // namespace medisc::test
