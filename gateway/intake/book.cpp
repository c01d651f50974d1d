#include "gateway/intake/book.hpp"

#include <algorithm>

#include "records/file_bytes.hpp"
#include "storage/clock.hpp"

namespace medisc {
namespace {

using std::chrono::steady_clock;

/// What a series waits for while its sender is still there.
constexpr std::chrono::seconds kLookAgain{1};

}  // namespace

Result<std::unique_ptr<IntakeBook>> IntakeBook::open(const IntakeSettings& settings) {
  auto spool = Spool::open(settings.folder, settings.most_mb << 20);
  if (!spool) return tl::unexpected<Error>(spool.error());
  auto found = spool->all();
  if (!found) return tl::unexpected<Error>(found.error());
  std::unique_ptr<IntakeBook> book(new IntakeBook(settings, std::move(*spool)));
  for (FoundReceived& one : *found) {
    std::chrono::milliseconds pause{0};
    if (is_end(one.received.state)) {
      const auto age = std::filesystem::file_time_type::clock::now() - one.written;
      pause = book->kept_for(one.received) -
              std::chrono::duration_cast<std::chrono::milliseconds>(age);
    } else if (one.received.state == ReceivedState::kGathering) {
      pause = settings.series_quiet;
    }
    book->remember(std::move(one.received), steady_clock::now() + pause);
  }
  return book;
}

void IntakeBook::remember(Received received, Moment due) {
  const std::string id = received.id;
  Entry& entry = entries_[id];
  entry.received = std::move(received);
  schedule(entry, due);
}

void IntakeBook::schedule(Entry& entry, Moment due) {
  queue_.erase({entry.due, entry.received.id});
  entry.due = due;
  queue_.insert({due, entry.received.id});
  changed_.notify_one();
}

std::chrono::milliseconds IntakeBook::kept_for(const Received& received) const {
  return received.state == ReceivedState::kDone ? settings_.keep
                                                : std::max(settings_.keep, kLeastKept);
}

Result<void> IntakeBook::take(NewImage image, Received received) {
  const std::lock_guard lock(mutex_);
  const auto known = entries_.find(received.id);
  const std::string name = received.files.front();
  if (known != entries_.end()) return add(known->second, std::move(image), name);
  if (auto taken = spool_.take(std::move(image), received); !taken) return taken;
  Entry& entry = entries_[received.id];
  entry.sender_gone = false;
  entry.received = std::move(received);
  const auto pause = entry.received.state == ReceivedState::kGathering ? settings_.series_quiet
                     : is_end(entry.received.state) ? kept_for(entry.received)
                                                    : std::chrono::milliseconds(0);
  schedule(entry, steady_clock::now() + pause);
  return {};
}

Result<void> IntakeBook::add(Entry& entry, NewImage image, const std::string& name) {
  Received& received = entry.received;
  if (std::ranges::find(received.files, name) != received.files.end()) return {};
  if (received.state == ReceivedState::kFailed && !entry.taken) {
    // It failed for want of this image, perhaps.
    received.state = ReceivedState::kGathering;
    received.error.clear();
    received.diagnosis.clear();
    received.attempts = 0;
  }
  if (received.state != ReceivedState::kGathering || entry.taken) {
    return fail(ErrorCode::kRefused,
                "its series was taken as whole already: " +
                    std::to_string(received.files.size()) + " images",
                "send a series in one association; or raise series_quiet_s");
  }
  Received more = received;
  more.files.push_back(name);
  if (auto taken = spool_.take(std::move(image), more); !taken) return taken;
  received = std::move(more);
  entry.sender_gone = false;
  schedule(entry, steady_clock::now() + settings_.series_quiet);
  return {};
}

void IntakeBook::sender_gone(const std::string& asker) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, entry] : entries_) {
    if (entry.received.asker == asker) entry.sender_gone = true;
  }
}

std::vector<Received> IntakeBook::list() const {
  std::vector<Received> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) all.push_back(entry.received);
  }
  std::ranges::sort(all, std::greater{}, &Received::arrived_at);
  return all;
}

std::optional<Received> IntakeBook::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return std::nullopt;
  return found->second.received;
}

std::filesystem::path IntakeBook::image_path(const Received& received) const {
  return received.series ? spool_.images(received) : spool_.file(received, 0);
}

Result<std::string> IntakeBook::file(const std::string& id, std::size_t place) const {
  const auto received = find(id);
  if (!received || place >= received->files.size()) {
    return fail(ErrorCode::kBadInput, "there is no such image", "it may have been removed");
  }
  auto bytes = read_file(spool_.file(*received, place));
  if (bytes) return bytes;
  return fail(ErrorCode::kBadInput, "the image can't be read", "it may have been removed");
}

std::optional<Received> IntakeBook::due_now(Moment now) {
  while (!queue_.empty() && queue_.begin()->first <= now) {
    Entry& entry = entries_.at(queue_.begin()->second);
    const Received& received = entry.received;
    if (is_end(received.state)) {
      queue_.erase(queue_.begin());
      spool_.remove(received);
      entries_.erase(std::string(received.id));
      continue;
    }
    if (received.state == ReceivedState::kGathering && !entry.sender_gone) {
      schedule(entry, now + kLookAgain);
      continue;
    }
    queue_.erase(queue_.begin());
    entry.taken = true;
    return received;
  }
  return std::nullopt;
}

std::optional<Received> IntakeBook::next() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (auto due = due_now(steady_clock::now())) return due;
    if (queue_.empty()) {
      changed_.wait(lock);
    } else {
      const Moment until = queue_.begin()->first;
      changed_.wait_until(lock, until);
    }
  }
  return std::nullopt;
}

Result<void> IntakeBook::note(const Received& received) {
  if (auto noted = spool_.note(received); !noted) return noted;
  const std::lock_guard lock(mutex_);
  entries_.at(received.id).received = received;
  return {};
}

void IntakeBook::put_back(const Received& received, std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_.at(received.id);
  entry.received = received;
  entry.taken = false;
  schedule(entry, steady_clock::now() + (is_end(received.state) ? kept_for(received) : pause));
}

Result<void> IntakeBook::rouse(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return fail(ErrorCode::kBadInput, "there is no such image");
  Entry& entry = found->second;
  if (entry.taken) return {};
  Received& received = entry.received;
  if (received.state == ReceivedState::kDone || received.state == ReceivedState::kKept) {
    return fail(ErrorCode::kBadInput, "nothing is to be done about it any more");
  }
  if (received.state == ReceivedState::kFailed) {
    received.state = ReceivedState::kWaiting;
    received.attempts = 0;
  }
  schedule(entry, steady_clock::now());
  return {};
}

void IntakeBook::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

bool IntakeBook::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

}  // namespace medisc
