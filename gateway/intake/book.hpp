/// Received images, and when something is to be done about which. Any thread may call.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/intake_config.hpp"
#include "gateway/intake/spool.hpp"

namespace medisc {

/// The longest pause behind what went wrong.
inline constexpr std::chrono::minutes kLongestRetry{10};
/// How long an image is kept that nobody has looked at: it failed, or no rule named it.
inline constexpr std::chrono::hours kLeastKept{24};

class IntakeBook {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  /// Errors: those of Spool.
  static Result<std::unique_ptr<IntakeBook>> open(const IntakeSettings& settings);

  Result<NewImage> write(const std::string& bytes, const std::string& name) {
    return spool_.write(bytes, name);
  }

  /// Takes an image in. `received`: what it is where it is the first of its id; one file. Of a
  /// series that is there already it is added. Errors: kRefused for a series that has ended;
  /// kStorage.
  Result<void> take(NewImage image, Received received);

  /// This sender is gone: its series may have ended.
  void sender_gone(const std::string& asker);

  std::vector<Received> list() const;
  std::optional<Received> find(const std::string& id) const;
  /// A file, or the folder of a series.
  std::filesystem::path image_path(const Received& received) const;
  std::filesystem::path first_image(const Received& received) const {
    return spool_.file(received, 0);
  }
  Result<std::string> file(const std::string& id, std::size_t place) const;

  /// The next one that something is to be done about, which nobody else gets until it is put
  /// back. Waits; none once this was stopped. One whose time to be kept is over is removed.
  std::optional<Received> next();

  /// Writes down how far one from `next` is. Errors: kStorage.
  Result<void> note(const Received& received);

  /// One from `next` again: as it is now, and when to do more about it. One that has ended is
  /// kept for its time.
  void put_back(const Received& received, std::chrono::milliseconds pause);

  /// Something is to be done about it at once. Errors: kBadInput where there is no such, or it
  /// has ended well.
  Result<void> rouse(const std::string& id);

  void stop();
  bool is_stopping() const;

 private:
  struct Entry {
    Received received;
    Moment due;
    bool taken = false;       ///< by `next`
    bool sender_gone = true;  ///< nothing more comes of a series
  };

  IntakeBook(const IntakeSettings& settings, Spool spool)
      : settings_(settings), spool_(std::move(spool)) {}

  void remember(Received received, Moment due);
  // Call these under the mutex.
  void schedule(Entry& entry, Moment due);
  Result<void> add(Entry& entry, NewImage image, const std::string& name);
  std::optional<Received> due_now(Moment now);
  std::chrono::milliseconds kept_for(const Received& received) const;

  const IntakeSettings settings_;
  Spool spool_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::map<std::string, Entry> entries_;            ///< by id
  std::set<std::pair<Moment, std::string>> queue_;  ///< due, id: of those that are not taken
};

}  // namespace medisc
