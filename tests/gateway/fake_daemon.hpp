/// A hospital's daemon that answers as a test says.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

#include "jobs/job_socket.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {

/// A thread a connection; greetings are answered.
class FakeDaemon {
 public:
  using Answers = std::function<JobMessage(const JobMessage&)>;

  explicit FakeDaemon(Answers answers)
      : answers_(std::move(answers)), accepting_([this] { accept_all(); }) {}
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;
  /// Whoever is connected has hung up before, or does so soon.
  ~FakeDaemon() {
    ::eventfd_write(stop_.number(), 1);
    accepting_.join();
    for (std::thread& thread : threads_) thread.join();
  }

  std::string path() const { return folder_ / "socket"; }

 private:
  void accept_all() {
    for (;;) {
      auto socket = listener_.accept(stop_.number());
      if (!socket || !*socket) return;
      threads_.emplace_back([this, own = std::make_shared<JobSocket>(std::move(**socket))] {
        while (true) {
          const auto message = own->receive();
          if (!message || !*message) return;
          const bool greets = std::holds_alternative<Greeting>(**message);
          if (!own->send(greets ? JobMessage(Welcome{}) : answers_(**message))) return;
        }
      });
    }
  }

  Folder folder_;
  const Answers answers_;
  JobListener listener_ = JobListener::open(path()).value();
  Descriptor stop_{::eventfd(0, EFD_CLOEXEC)};
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

}  // namespace medisc::test
