/// The process of a conversation in earnest: a CAF broker whose behaviour is the coroutine.
///
/// The broker feeds its connections; ledger and dialer are actors, time is CAF's, long work
/// goes to a pool's threads. All of it comes back through the broker's mailbox, on the network
/// thread.
#pragma once

#include <list>
#include <memory>

#include <caf/all.hpp>
#include <caf/io/all.hpp>

#include "actors/conversation/actor_types.hpp"
#include "actors/conversation/broker.hpp"
#include "actors/conversation/broker_socket.hpp"
#include "actors/conversation/process.hpp"
#include "actors/conversation/worker_pool.hpp"

namespace medisc {

/// To a conversation's broker: Process::rouse.
using Rouse = caf::atom_constant<caf::atom("rouse")>;

/// Whom a process's conversations ask. Where one of them is missing, asking is a bug.
struct HelperActors {
  Ledger ledger;
  Dialer dialer;
  std::shared_ptr<WorkerPool> workers;  ///< the machine's process has one; null: no pool

  std::vector<caf::actor> all() const;
};

class BrokerProcess final : public Process {
 public:
  BrokerProcess(Broker* broker, HelperActors helpers);
  /// Waits for pools where they work for the conversation.
  ~BrokerProcess() override;

  /// Takes over a connection that the broker holds.
  Connection& adopt_handle(caf::io::connection_handle handle, std::string remote,
                           std::unique_ptr<TlsSession> tls = nullptr);

  /// The broker's behaviour. Runs `conversation` until it ends, then closes every connection
  /// and quits.
  caf::behavior run(Task<void> conversation, Ended ended);

  std::unique_ptr<WorkHost> work_host() override;

 private:
  class PooledWork;
  class PooledJob;

  void start_asking(LedgerRequest request, Answered answered) override;
  void start_dialling(Address address, std::chrono::milliseconds patience,
                      Dialled dialled) override;
  void wake_after(std::uint64_t sleeper, std::chrono::milliseconds duration) override;
  void on_ended() override { broker_->quit(); }

  Connection* find(caf::io::connection_handle handle) const;

  PooledJob& add_job();
  void drop_job(const PooledJob& job);
  /// Goes on with the coroutine that waits for it.
  void on_worked(std::uint64_t job);

  Broker* broker_;
  HelperActors helpers_;
  std::list<PooledJob> jobs_;
  std::uint64_t jobs_so_far_ = 0;
};

}  // namespace medisc
