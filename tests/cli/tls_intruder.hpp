/// Somebody in the middle who ends TLS on both sides and passes on what is inside.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "channel/channels.hpp"

namespace medisc::test {

/// Listens at a free loopback port; one connection at a time.
class TlsIntruder {
 public:
  /// `target`: "127.0.0.1:PORT". `channels` must encrypt: the certificate shown both ways.
  TlsIntruder(const std::string& target, Channels channels);
  TlsIntruder(const TlsIntruder&) = delete;
  TlsIntruder& operator=(const TlsIntruder&) = delete;
  ~TlsIntruder();

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  /// Bytes that it has read, of what was meant to be secret.
  std::size_t overheard() const { return overheard_; }

 private:
  void serve();
  void join(int caller);

  Channels channels_;
  int listener_ = -1;
  int port_ = 0;
  int target_ = 0;
  int stop_[2] = {-1, -1};
  std::atomic<std::size_t> overheard_ = 0;
  std::thread thread_;
};

}  // namespace medisc::test
