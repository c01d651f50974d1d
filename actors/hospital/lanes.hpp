/// The lanes of a hospital's process, one a model and service, each in a broker of its own.
///
/// A lane begins with its first job. It stays connected while it waits for the next, and ends
/// when none has come for a while.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <caf/all.hpp>

#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/job.hpp"

namespace medisc {

class Lanes {
 public:
  explicit Lanes(caf::actor_system& system) : system_(system) {}
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;
  ~Lanes();

  /// Any thread. `ended` is called once, on the network thread; `order.report` there, too.
  JobPointer add(std::shared_ptr<const HospitalContext> hospital, DiagnoseOrder order,
                 Job::Ended ended);
  /// No further session takes of it; what is online is finished, and reported. Any thread.
  void cancel(const JobPointer& job);

  /// Ends all lanes where they stand.
  void stop();

 private:
  struct Mailbox;

  caf::actor_system& system_;
  std::mutex mutex_;
  bool stopped_ = false;
  std::map<std::string, std::shared_ptr<Mailbox>> lanes_;  ///< by service, model and plan
};

}  // namespace medisc
