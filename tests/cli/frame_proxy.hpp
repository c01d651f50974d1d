/// A wire with scissors: passes frames between a caller and a listener, until it is told to
/// cut.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ring/word.hpp"

namespace medisc::test {

/// Up: from whoever connects to whoever listens.
enum class Way { kUp, kDown };

/// Listens at a free loopback port; one connection at a time.
class FrameProxy {
 public:
  /// `target`: "127.0.0.1:PORT".
  explicit FrameProxy(const std::string& target);
  FrameProxy(const FrameProxy&) = delete;
  FrameProxy& operator=(const FrameProxy&) = delete;
  ~FrameProxy();

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  /// Cuts the next connection once `frames` frames have passed that way, after `event`, which
  /// runs on the proxy's thread. Later connections pass whole.
  void cut_after(
      Way way, std::size_t frames, std::function<void()> event = [] {});

  /// Frames of all connections so far, prefixes included.
  std::vector<Bytes> passed(Way way) const;
  /// Whether the cut has happened.
  bool has_cut() const;

 private:
  struct Pipe;

  void serve();
  void join(int caller);
  /// Passes on what has arrived; false where the connection is over.
  bool pump(Pipe& pipe);

  int listener_ = -1;
  int port_ = 0;
  int target_ = 0;
  int stop_[2] = {-1, -1};

  mutable std::mutex mutex_;
  std::function<void()> event_;  ///< empty: pass everything
  Way way_ = Way::kUp;
  std::size_t frames_ = 0;
  bool cut_ = false;
  std::vector<Bytes> passed_[2];

  std::thread thread_;
};

}  // namespace medisc::test
