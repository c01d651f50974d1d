#include <capnp/message.h>

#include "jobs/jobs.capnp.h"
#include "jobs/message.hpp"
#include "messages/fields.hpp"
#include "messages/segment.hpp"

namespace medisc {
namespace {

using wire::as_data;
using wire::as_text;

template <class List, class Values>
void write_numbers(List list, const Values& values) {
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, values[i]);
}

template <class Values>
unsigned size_of(const Values& values) {
  return static_cast<unsigned>(values.size());
}

void write_costs(wire::Costs::Builder out, const SessionCosts& costs) {
  out.setOnlineUs(costs.online_us);
  out.setTotalUs(costs.total_us);
  out.setPayloadUp(costs.payload_up);
  out.setPayloadDown(costs.payload_down);
  out.setWireUp(costs.wire_up);
  out.setWireDown(costs.wire_down);
  out.setFlights(costs.flights);
}

struct Writer {
  wire::JobMessage::Builder out;

  void operator()(const Greeting& message) {
    auto to = out.initGreeting();
    to.setVersion(message.version);
    to.setClient(as_text(message.client));
  }
  void operator()(const Welcome& message) {
    auto to = out.initWelcome();
    to.setVersion(message.version);
    to.setRelease(as_text(message.release));
    to.setServerPid(message.server_pid);
  }
  void operator()(const Refused& message) {
    auto to = out.initRefused();
    to.setCode(as_text(message.code));
    to.setContext(as_text(message.context));
    to.setHint(as_text(message.hint));
  }
  void operator()(const ModelsQuestion&) { out.setModelsQuestion(); }
  void operator()(const ModelList& message) {
    auto list = out.initModelList(size_of(message.models));
    for (unsigned i = 0; i < list.size(); ++i) {
      const OfferedModel& model = message.models[i];
      auto to = list[i];
      to.setModel(as_text(model.model));
      to.setService(as_text(model.service));
      to.setServiceKey(as_text(model.service_key));
      to.setPlanHash(as_data(model.plan_hash));
      to.setPrepared(model.prepared);
      to.setDelivered(model.delivered);
      to.setLow(model.low);
      to.setHigh(model.high);
      to.setPaceUs(model.pace_us);
    }
  }
  void operator()(const PlanQuestion& message) {
    out.setPlanQuestion(as_data(message.plan_hash));
  }
  void operator()(const PlanText& message) { out.setPlanText(as_data(message.encoded)); }
  void operator()(const JobStart& message) {
    auto to = out.initJob();
    to.setAsker(as_text(message.asker));
    to.setDoor(as_text(message.door));
    to.setName(as_text(message.name));
    to.setInteractive(message.interactive);
    to.setModel(as_text(message.model));
    to.setService(as_text(message.service));
    to.setPlanHash(as_data(message.plan_hash));
    to.setRecords(message.records);
    to.setBatch(message.batch);
    to.setMemory(message.memory);
    to.setWaitSeconds(message.wait_seconds);
    to.setAhead(message.ahead);
  }
  void operator()(const JobRecords& message) {
    auto to = out.initJobRecords();
    auto ids = to.initIds(size_of(message.ids));
    for (unsigned i = 0; i < ids.size(); ++i) ids.set(i, as_text(message.ids[i]));
    write_numbers(to.initValues(size_of(message.values)), message.values);
  }
  void operator()(const JobBegun& message) {
    auto to = out.initJobBegun();
    to.setRequest(as_text(message.request));
    to.setPlanHash(as_data(message.plan_hash));
  }
  void operator()(const JobAnswers& message) {
    auto list = out.initJobAnswers().initAnswers(size_of(message.answers));
    for (unsigned i = 0; i < list.size(); ++i) {
      const JobAnswer& answer = message.answers[i];
      auto to = list[i];
      to.setPlace(answer.place);
      write_numbers(to.initLogits(size_of(answer.logits)), answer.logits);
      to.setSession(as_text(answer.session));
      write_costs(to.initCosts(), answer.costs);
      to.setEarlier(answer.earlier);
    }
  }
  void operator()(const JobDone&) { out.setJobDone(); }
  void operator()(const Cancel& message) { out.setCancel(as_text(message.request)); }
  void operator()(const ResultsQuestion& message) {
    auto to = out.initResultsQuestion();
    to.setAsker(as_text(message.asker));
    to.setDoor(as_text(message.door));
    to.setRequest(as_text(message.request));
    to.setRecord(as_text(message.record));
    to.setModel(as_text(message.model));
    to.setSince(as_text(message.since));
    to.setBefore(message.before);
    to.setLimit(message.limit);
  }
  void operator()(const StoredResults& message) {
    auto list = out.initResultList(size_of(message.results));
    for (unsigned i = 0; i < list.size(); ++i) write_result(list[i], message.results[i]);
  }
  void operator()(const RequestQuestion& message) {
    out.setRequestQuestion(as_text(message.id));
  }
  void operator()(const RequestReport& message) {
    auto to = out.initRequestState();
    to.setId(as_text(message.id));
    to.setState(as_text(message.state));
    to.setError(as_text(message.error));
    to.setModel(as_text(message.model));
    to.setService(as_text(message.service));
    to.setPlanHash(as_data(message.plan_hash));
    to.setRecords(message.records);
    to.setResults(message.results);
    to.setAsker(as_text(message.asker));
    to.setDoor(as_text(message.door));
    to.setArrivedAt(as_text(message.arrived_at));
    to.setEndedAt(as_text(message.ended_at));
  }
  void operator()(const PrepareStart& message) {
    auto to = out.initPreparation();
    to.setAsker(as_text(message.asker));
    to.setModel(as_text(message.model));
    to.setService(as_text(message.service));
    to.setCount(message.count);
    to.setWaitSeconds(message.wait_seconds);
  }
  void operator()(const PrepareProgress& message) {
    auto to = out.initPrepareProgress();
    to.setDone(message.done);
    to.setOf(message.of);
  }
  void operator()(const PrepareDone& message) {
    auto to = out.initPrepared();
    to.setPrepared(message.prepared);
    to.setReady(message.ready);
  }
  void operator()(const MetricsQuestion&) { out.setMetricsQuestion(); }
  void operator()(const MetricsText& message) { out.setMetricsText(as_data(message.text)); }
  void operator()(const HealthQuestion&) { out.setHealthQuestion(); }
  void operator()(const Health& message) {
    auto to = out.initHealth();
    to.setLive(message.live);
    to.setReason(as_text(message.reason));
  }
  void operator()(const Done&) { out.setDone(); }

  static void write_result(wire::StoredResult::Builder to, const StoredResult& result) {
    to.setSerial(result.serial);
    to.setRequest(as_text(result.request));
    to.setPlace(result.place);
    to.setRecord(as_text(result.record));
    to.setModel(as_text(result.model));
    to.setService(as_text(result.service));
    to.setPlanHash(as_data(result.plan_hash));
    to.setSession(as_text(result.session));
    to.setMadeAt(as_text(result.made_at));
    to.setAsker(as_text(result.asker));
    to.setDoor(as_text(result.door));
    to.setDigest(as_data(result.digest));
    write_numbers(to.initLogits(size_of(result.logits)), result.logits);
    write_costs(to.initCosts(), result.costs);
    to.setRecords(result.records);
  }
};

}  // namespace

Bytes encode_job_message(const JobMessage& message) {
  capnp::MallocMessageBuilder builder;
  auto root = builder.initRoot<wire::JobMessage>();
  std::visit(Writer{root}, message);
  return wire::flatten(root.asReader());
}

}  // namespace medisc
