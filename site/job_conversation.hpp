/// One connection at the hospital's socket, from its greeting to its end.
#pragma once

#include "site/job_server.hpp"

namespace medisc {

/// Who has connected, and whether its word counts for who asks: the daemon's own user, root,
/// and the users that [socket] names.
struct Caller {
  PeerProcess process;
  bool trusted = false;
};

/// Errors: kRefused for who may not connect.
Result<Caller> admit(const PeerProcess& process, const SocketConfig& config);

class JobConversation {
 public:
  JobConversation(JobSocket& socket, Caller caller, JobRunner& runner,
                  const JobServerSettings& settings)
      : socket_(socket), caller_(std::move(caller)), runner_(runner), settings_(settings) {}

  /// Until the other end hangs up, or `begins_work` says no: it is asked before each question
  /// is answered, and `ends_work` is told behind it. What goes wrong with a question is told to
  /// who asked.
  void run(const std::function<bool()>& begins_work, const std::function<void()>& ends_work);

 private:
  Result<void> greet();
  /// Errors end the connection.
  Result<void> answer(const JobMessage& question);
  template <class Answer>
  Result<void> tell(const Result<Answer>& answer);
  Result<void> run_job(JobStart start);
  Result<JobOrder> read_records(JobStart start);
  Result<void> follow(const RunningJob& job);
  Result<void> run_preparation(const PrepareStart& preparation);
  /// The asker that counts. Errors: kRefused where it is not this caller's to say.
  Result<std::string> asker_of(const std::string& said) const;

  JobSocket& socket_;
  Caller caller_;
  JobRunner& runner_;
  const JobServerSettings& settings_;
};

}  // namespace medisc
