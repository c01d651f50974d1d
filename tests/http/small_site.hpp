/// A server with something at a few paths.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/router.hpp"
#include "http/server.hpp"
#include "tests/http/raw_client.hpp"

namespace medisc::test {

using namespace std::chrono_literals;

inline constexpr std::size_t kFlood = 64u << 20;

/// GET /hello; POST /echo of 1000 bytes, POST /large of 64 MiB; GET /who; GET /thrown, and
/// /thrown/early; GET /slow, until its client goes or the server cuts it off, 10 s at most;
/// GET /ticks, a stream without an end; GET /flood, kFlood bytes.
class SmallSite {
 public:
  explicit SmallSite(HttpSettings settings = {Address{"127.0.0.1", 0}, {}, {}, {}, {}, {}});

  const HttpListen& where() const { return server_->where(); }
  /// "http://127.0.0.1:PORT"
  std::string url(const std::string& path, const std::string& scheme = "http") const;
  Reply get(const std::string& path) const { return ask(where(), get_request(path)); }
  Reply post(const std::string& path, const std::string& body) const {
    return ask(where(), post_request(path, body));
  }
  void stop() { server_->stop(); }

  int handled() const { return handled_; }
  int slow_running() const { return slow_running_; }
  int slow_given_up() const { return slow_given_up_; }
  int streams_ended() const { return streams_ended_; }
  std::vector<std::string> failures() const;
  std::vector<int> answers() const;

 private:
  std::vector<HttpRoute> routes();

  std::atomic<int> handled_ = 0;
  std::atomic<int> slow_running_ = 0;
  std::atomic<int> slow_given_up_ = 0;
  std::atomic<int> streams_ended_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> failures_;
  std::vector<int> answers_;
  std::unique_ptr<HttpServer> server_;
};

inline HttpSettings settings_at(HttpListen listen, HttpLimits limits = {}) {
  HttpSettings settings;
  settings.listen = std::move(listen);
  settings.limits = limits;
  return settings;
}

inline HttpSettings with_limits(HttpLimits limits) {
  return settings_at(Address{"127.0.0.1", 0}, limits);
}

/// Waits for `condition`, 10 s at most.
template <class Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return condition();
}

}  // namespace medisc::test
