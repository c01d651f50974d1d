/// The intake of a gateway: a book of images, and threads that do what is due.
#pragma once

#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/archives/archive_sender.hpp"
#include "gateway/intake/book.hpp"
#include "gateway/intake/diagnosing.hpp"
#include "gateway/intake/intake.hpp"

namespace medisc {

class IntakeService final : public Intake {
 public:
  IntakeService(IntakeConfig config, const GatewayJobs& jobs, Daemon& daemon,
                std::shared_ptr<EventLog> event_log);
  ~IntakeService() override;

  /// Errors: those of Intake::open.
  Result<void> start();

  Result<Taken> take(const Arrival& arrival) override;
  void sender_gone(const std::string& asker) override { book_->sender_gone(asker); }
  std::vector<Received> list() const override { return book_->list(); }
  std::optional<Received> find(const std::string& id) const override { return book_->find(id); }
  Result<std::string> file(const std::string& id, std::size_t place) const override {
    return book_->file(id, place);
  }
  Result<void> try_again(const std::string& id) override { return book_->rouse(id); }
  void stop() override;

 private:
  // Taking
  Result<Taken> take_checked(const Arrival& arrival, const StudyAttributes& attributes);
  /// The rule's model; where the daemon is away, as it was.
  Result<RuledModel> known_model(const IntakeRule& rule);
  Result<Received> checked(const Arrival& arrival, const StudyAttributes& attributes,
                           const IntakeRule* rule, const NewImage& image);

  // Working
  void work();
  void advance(Received received);
  /// Its result, and its objects sent.
  Result<void> bring(Received& received, const IntakeRule& rule);
  Result<void> send(Received& received, const IntakeRule& rule, const StoredResult& result);
  void postpone(Received received, const Error& error);
  void end(Received& received, ReceivedState state, const std::string& error = "");

  const IntakeConfig config_;
  const GatewayJobs jobs_;
  Daemon& daemon_;
  const std::shared_ptr<EventLog> event_log_;
  std::unique_ptr<IntakeBook> book_;
  std::map<std::string, std::unique_ptr<ArchiveSender>> archives_;  ///< by name
  std::mutex mutex_;
  std::map<std::string, RuledModel> models_;  ///< by rule
  std::vector<std::thread> workers_;
};

}  // namespace medisc
