#include "gateway/report/object_writer.hpp"

namespace medisc {

void ObjectWriter::text(DcmItem* item, const DcmTagKey& key, const std::string& text) {
  if (item == nullptr) return;
  step(item->putAndInsertOFStringArray(key, OFString(text.data(), text.size())), key);
}

void ObjectWriter::number(DcmItem* item, const DcmTagKey& key, Uint16 number) {
  if (item != nullptr) step(item->putAndInsertUint16(key, number), key);
}

void ObjectWriter::code(DcmItem* item, const DcmTagKey& sequence_key, const Code& code) {
  DcmItem* const made = sequence(item, sequence_key);
  text(made, DCM_CodeValue, code.value);
  text(made, DCM_CodingSchemeDesignator, code.scheme);
  text(made, DCM_CodeMeaning, code.meaning);
}

void ObjectWriter::reference(DcmItem* item, const DcmTagKey& sequence_key,
                             const std::string& sop_class_uid,
                             const std::string& sop_instance_uid) {
  DcmItem* const made = sequence(item, sequence_key);
  text(made, DCM_ReferencedSOPClassUID, sop_class_uid);
  text(made, DCM_ReferencedSOPInstanceUID, sop_instance_uid);
}

DcmItem* ObjectWriter::sequence(DcmItem* item, const DcmTagKey& sequence) {
  if (item == nullptr) return nullptr;
  constexpr signed long kNewAtTheEnd = -2;
  DcmItem* made = nullptr;
  step(item->findOrCreateSequenceItem(sequence, made, kNewAtTheEnd), sequence);
  return made;
}

void ObjectWriter::step(const OFCondition& done, const DcmTagKey& key) {
  if (done.good() || !result_) return;
  result_ =
      fail(ErrorCode::kInternal, std::string("the DICOM object's ") + DcmTag(key).getTagName() +
                                     " can't be written: " + done.text());
}

}  // namespace medisc
