/// The hospital's socket: takes connections of its own people, and answers what they ask
/// (jobs/message.hpp). A thread a connection; so many at once.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "actors/conversation/event_log.hpp"
#include "config/hospital_config.hpp"
#include "jobs/job_socket.hpp"
#include "site/job_runner.hpp"

namespace medisc {

/// What a connection may ask beyond jobs.
struct JobServerSettings {
  SocketConfig socket;
  std::string release;
  std::function<std::string()> metrics;  ///< as Prometheus reads them
  std::function<Health()> health;
  std::shared_ptr<EventLog> event_log;
};

class JobServer {
 public:
  /// Listens from now on. Errors: those of JobListener.
  static Result<std::unique_ptr<JobServer>> start(JobServerSettings settings,
                                                  std::shared_ptr<JobRunner> runner);
  JobServer(const JobServer&) = delete;
  JobServer& operator=(const JobServer&) = delete;
  ~JobServer();

  /// Takes no further connection and no further record; jobs that are online end, and are told.
  /// Waits for them so long, then hangs up on all.
  void stop(std::chrono::milliseconds grace);

  static constexpr std::size_t kMost = 4096;  ///< connections at once

 private:
  struct Connection {
    explicit Connection(JobSocket connected) : socket(std::move(connected)) {}
    JobSocket socket;
    bool at_work = false;  ///< under the server's mutex
  };

  JobServer(JobServerSettings settings, std::shared_ptr<JobRunner> runner,
            JobListener listener);
  void accept_all();
  void serve(const std::shared_ptr<Connection>& connection);

  JobServerSettings settings_;
  std::shared_ptr<JobRunner> runner_;
  JobListener listener_;
  Descriptor stop_;
  std::mutex mutex_;
  std::condition_variable gone_;
  std::list<std::shared_ptr<Connection>> connections_;
  bool stopping_ = false;
  std::thread accepting_;
};

}  // namespace medisc
