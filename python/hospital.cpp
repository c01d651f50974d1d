// medisc.Hospital: what is asked of a hospital's daemon.
#include <optional>

#include <unistd.h>

#include "config/hospital_config.hpp"
#include "messages/identifiers.hpp"
#include "python/as_python.hpp"
#include "python/bindings.hpp"
#include "python/daemon_call.hpp"
#include "python/encoded.hpp"
#include "python/plan.hpp"

namespace py = pybind11;

namespace medisc::python {
namespace {

/// Where a hospital's daemon listens, and with which of its services it is to work.
struct Daemon {
  std::filesystem::path socket;
  std::string service;  ///< empty: the only one
};

py::bytes socket_of_config(const std::string& file) {
  ConfigSource source{file};
  source.overrides = environment_overrides(environ);
  return value_of(load_hospital_config(source)).socket.path.string();
}

py::dict costs_dict(const SessionCosts& costs) {
  py::dict dict;
  dict["online_us"] = costs.online_us;
  dict["total_us"] = costs.total_us;
  dict["payload_up"] = costs.payload_up;
  dict["payload_down"] = costs.payload_down;
  dict["wire_up"] = costs.wire_up;
  dict["wire_down"] = costs.wire_down;
  dict["flights"] = costs.flights;
  return dict;
}

py::list models(const Daemon& daemon) {
  const auto offered = value_of(
      call_daemon(daemon.socket, [](HospitalClient& client) { return client.models(); }));
  py::list list;
  for (const OfferedModel& model : offered) {
    if (!daemon.service.empty() && model.service != daemon.service) continue;
    py::dict dict;
    dict["model"] = model.model;
    dict["service"] = model.service;
    dict["plan_hash"] = to_hex(model.plan_hash);
    dict["prepared"] = model.prepared;
    dict["delivered"] = model.delivered;
    dict["low"] = model.low;
    dict["high"] = model.high;
    dict["seconds_a_bundle"] =
        model.pace_us < 0 ? py::object(py::none())
                          : py::object(py::float_(static_cast<double>(model.pace_us) / 1e6));
    list.append(dict);
  }
  return list;
}

std::shared_ptr<Plan> current_plan(const Daemon& daemon, const std::string& model) {
  auto plan = call_daemon(
      daemon.socket, [model, service = daemon.service](HospitalClient& client) -> Result<Plan> {
        const auto offered = client.find(model, service);
        if (!offered) return tl::unexpected<Error>(offered.error());
        return client.plan(offered->plan_hash);
      });
  return std::make_shared<Plan>(value_of(std::move(plan)));
}

std::shared_ptr<Plan> plan_of_hash(const Daemon& daemon, const std::string& hash) {
  const auto named = from_hex<PlanHash>(hash, "a plan's hash");
  auto plan = call_daemon(daemon.socket, [hash = value_of(named)](HospitalClient& client) {
    return client.plan(hash);
  });
  return std::make_shared<Plan>(value_of(std::move(plan)));
}

/// What a job has come to, as far as it came.
struct JobOutcome {
  JobBegun begun;
  std::vector<JobAnswer> answers;
  std::optional<Error> error;
};

py::dict job_dict(const JobOutcome& outcome) {
  py::list answers;
  for (const JobAnswer& answer : outcome.answers) {
    answers.append(py::make_tuple(answer.place, as_array(answer.logits), answer.session,
                                  costs_dict(answer.costs), answer.earlier));
  }
  py::dict dict;
  dict["request"] = outcome.begun.request;
  dict["plan_hash"] =
      outcome.begun.request.empty() ? std::string() : to_hex(outcome.begun.plan_hash);
  dict["answers"] = answers;
  dict["error"] = py::none();
  if (outcome.error) {
    dict["error"] = py::make_tuple(error_id(outcome.error->code), outcome.error->context,
                                   outcome.error->hint);
  }
  return dict;
}

py::dict diagnose(const Daemon& daemon, const std::string& model, const Plan& plan,
                  const Encoded& records, const std::string& request, std::uint32_t batch,
                  std::uint64_t memory, std::uint32_t wait_seconds, bool interactive) {
  JobOrder order;
  order.start.door = "python";
  order.start.name = request;
  order.start.interactive = interactive;
  order.start.model = model;
  order.start.service = daemon.service;
  order.start.plan_hash = hash_of(plan);
  order.start.batch = batch;
  order.start.memory = memory;
  order.start.wait_seconds = wait_seconds;
  order.ids = records.names;
  order.records = records.encoded;
  auto outcome = call_daemon(
      daemon.socket, [order = std::move(order)](HospitalClient& client) -> Result<JobOutcome> {
        JobOutcome job;
        const auto done = client.diagnose(
            order,
            [&job](const JobBegun& begun, std::span<const JobAnswer> answers) -> Result<void> {
              job.begun = begun;
              job.answers.insert(job.answers.end(), answers.begin(), answers.end());
              return {};
            });
        if (done) job.begun = *done;
        if (!done) job.error = done.error();
        return job;
      });
  return job_dict(value_of(std::move(outcome)));
}

py::tuple prepare(const Daemon& daemon, const std::string& model, std::uint64_t count,
                  std::uint32_t wait_seconds) {
  PrepareStart preparation;
  preparation.model = model;
  preparation.service = daemon.service;
  preparation.count = count;
  preparation.wait_seconds = wait_seconds;
  const auto done = value_of(call_daemon(daemon.socket, [preparation](HospitalClient& client) {
    return client.prepare(preparation, [](const PrepareProgress&) {});
  }));
  return py::make_tuple(done.prepared, done.ready);
}

py::list results(const Daemon& daemon, const std::string& request, const std::string& record,
                 const std::string& model, const std::string& since, std::uint32_t limit) {
  ResultsQuestion question;
  question.request = request;
  question.record = record;
  question.model = model;
  question.since = since;
  question.limit = limit;
  const auto kept = value_of(call_daemon(
      daemon.socket, [question](HospitalClient& client) { return client.results(question); }));
  py::list list;
  for (const StoredResult& result : kept) {
    if (!daemon.service.empty() && result.service != daemon.service) continue;
    py::dict dict;
    dict["request"] = result.request;
    dict["place"] = result.place;
    dict["record"] = result.record;
    dict["model"] = result.model;
    dict["service"] = result.service;
    dict["plan_hash"] = to_hex(result.plan_hash);
    dict["session"] = result.session;
    dict["made_at"] = result.made_at;
    dict["asker"] = result.asker;
    dict["door"] = result.door;
    dict["logits"] = as_array(result.logits);
    dict["costs"] = costs_dict(result.costs);
    dict["records"] = result.records;
    list.append(dict);
  }
  return list;
}

py::dict request_report(const Daemon& daemon, const std::string& id) {
  const auto report = value_of(
      call_daemon(daemon.socket, [id](HospitalClient& client) { return client.request(id); }));
  py::dict dict;
  dict["id"] = report.id;
  dict["state"] = report.state;
  dict["error"] = report.error;
  dict["model"] = report.model;
  dict["service"] = report.service;
  dict["plan_hash"] = to_hex(report.plan_hash);
  dict["records"] = report.records;
  dict["results"] = report.results;
  dict["asker"] = report.asker;
  dict["door"] = report.door;
  dict["arrived_at"] = report.arrived_at;
  dict["ended_at"] = report.ended_at;
  return dict;
}

void cancel(const Daemon& daemon, const std::string& request) {
  value_of(call_daemon(daemon.socket,
                       [request](HospitalClient& client) { return client.cancel(request); }));
}

py::dict welcome(const Daemon& daemon) {
  const auto welcome =
      value_of(call_daemon(daemon.socket, [](HospitalClient& client) -> Result<Welcome> {
        return client.welcome();
      }));
  py::dict dict;
  dict["release"] = welcome.release;
  dict["pid"] = welcome.server_pid;
  return dict;
}

}  // namespace

void bind_hospital(py::module_& module) {
  module.def("socket_of_config", &socket_of_config);
  py::class_<Daemon>(module, "Daemon")
      .def(py::init([](const std::string& socket, const std::string& service) {
        return Daemon{socket, service};
      }))
      .def("welcome", &welcome)
      .def("models", &models)
      .def("plan", &current_plan)
      .def("plan_of_hash", &plan_of_hash)
      .def("diagnose", &diagnose)
      .def("prepare", &prepare)
      .def("results", &results)
      .def("request", &request_report)
      .def("cancel", &cancel);
}

}  // namespace medisc::python
