// Images come in.
#include "gateway/intake/image_id.hpp"
#include "gateway/intake/intake_service.hpp"
#include "gateway/intake/rules.hpp"
#include "gateway/report/dicom_object.hpp"
#include "gateway/report/object_uid.hpp"
#include "imaging/dicom.hpp"
#include "imaging/image_values.hpp"
#include "storage/clock.hpp"

namespace medisc {
namespace {

/// Whether the image is the one that its sender speaks of.
Result<void> check_announced(const Arrival& arrival, const StudyAttributes& image) {
  const auto differs = [](const std::string& said, const std::string& is) {
    return !said.empty() && said != is;
  };
  if (!differs(arrival.sop_class_uid, image.sop_class_uid) &&
      !differs(arrival.sop_instance_uid, image.sop_instance_uid)) {
    return {};
  }
  return fail(ErrorCode::kBadInput,
              "the image's SOP Class or Instance UID is not the one that "
              "its sender says");
}

Result<void> check_uids(const StudyAttributes& image) {
  const std::pair<const char*, const std::string*> kUids[] = {
      {"SOP Class UID", &image.sop_class_uid},
      {"SOP Instance UID", &image.sop_instance_uid},
      {"Series Instance UID", &image.series_uid},
      {"Study Instance UID", &image.study_uid}};
  for (const auto& [name, uid] : kUids) {
    if (is_uid(*uid)) continue;
    return fail(ErrorCode::kBadInput,
                std::string("the image's ") + name + " is missing, or no UID",
                "a report could not be filed with it");
  }
  return {};
}

/// Whether the file is one slice of what the model takes.
bool is_slice(const StudyAttributes& image, const Plan& plan) {
  const std::vector<RecordPart>& parts = plan.manifest.parts;
  return parts.size() == 1 && takes_volumes(parts.front()) &&
         (image.frames.empty() || image.frames == "1");
}

}  // namespace

Result<Taken> IntakeService::take(const Arrival& arrival) {
  const auto attributes = read_study_attributes(arrival.file, "the image");
  auto taken = attributes ? take_checked(arrival, *attributes)
                          : Result<Taken>(tl::unexpected<Error>(attributes.error()));
  if (taken) {
    event_log_->info("image-received",
                     {{"image", taken->id}, {"door", arrival.door}, {"from", arrival.asker}});
  } else {
    event_log_->warning(
        "image-refused",
        {{"door", arrival.door}, {"from", arrival.asker}, {"error", render(taken.error())}});
  }
  return taken;
}

Result<Taken> IntakeService::take_checked(const Arrival& arrival,
                                          const StudyAttributes& attributes) {
  if (auto uids = check_uids(attributes); !uids) return tl::unexpected<Error>(uids.error());
  if (auto announced = check_announced(arrival, attributes); !announced) {
    return tl::unexpected<Error>(announced.error());
  }
  if (attributes.manufacturer == kMaker) {
    // An archive that sends on all that it gets would have it diagnosed for ever.
    return fail(ErrorCode::kRefused, "the image is a result of MediSC itself");
  }
  const IntakeRule* rule = rule_of(config_.rules, attributes, arrival.asker);
  if (rule == nullptr && !config_.settings.keep_unmatched) {
    return fail(ErrorCode::kRefused, "no rule takes this image: " + told_kind(attributes),
                "add one to [[rules]], or say unmatched = \"keep\"");
  }
  auto image = book_->write(arrival.file, file_name(attributes));
  if (!image) return tl::unexpected<Error>(image.error());
  auto received = checked(arrival, attributes, rule, *image);
  if (!received) return tl::unexpected<Error>(received.error());
  const std::string id = received->id;
  if (auto taken = book_->take(std::move(*image), std::move(*received)); !taken) {
    return tl::unexpected<Error>(taken.error());
  }
  return Taken{attributes, id};
}

Result<Received> IntakeService::checked(const Arrival& arrival,
                                        const StudyAttributes& attributes,
                                        const IntakeRule* rule, const NewImage& image) {
  Received received;
  received.arrived_at = utc_text(std::chrono::system_clock::now());
  received.asker = arrival.asker;
  received.door = arrival.door;
  received.files = {file_name(attributes)};
  received.record = attributes.sop_instance_uid;
  received.rule = rule != nullptr ? rule->name : "";
  received.id = image_id(received.rule, attributes, arrival.file);
  if (rule == nullptr) {
    received.state = ReceivedState::kKept;
    const auto read = read_dicom(arrival.file, "the image");
    return read ? Result<Received>(received) : tl::unexpected<Error>(read.error());
  }
  const auto model = known_model(*rule);
  if (!model) return tl::unexpected<Error>(model.error());
  if (is_slice(attributes, *model->plan)) {
    received.series = true;
    received.state = ReceivedState::kGathering;
    received.record = attributes.series_uid;
    received.id = series_id(received.rule, attributes);
    const auto read = read_dicom(arrival.file, "the image");
    return read ? Result<Received>(received) : tl::unexpected<Error>(read.error());
  }
  const auto records = records_of(image.path(), *model->plan, "the image");
  return records ? Result<Received>(received) : tl::unexpected<Error>(records.error());
}

Result<RuledModel> IntakeService::known_model(const IntakeRule& rule) {
  auto model = model_of(daemon_, rule);
  const std::lock_guard lock(mutex_);
  if (model) {
    models_.insert_or_assign(rule.name, *model);
  } else if (model.error().code == ErrorCode::kPeerUnavailable && models_.contains(rule.name)) {
    return models_.at(rule.name);
  } else if (model.error().code == ErrorCode::kPoolDry) {
    model.error().hint = "rule '" + rule.name + "' names it; medisc stats shows what there is";
  }
  return model;
}

}  // namespace medisc
