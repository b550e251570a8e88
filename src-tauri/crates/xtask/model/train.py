"""Trains what reads lines and questions on top of the embedding model's vectors, from the accounts in `training/`.

usage: train.py MODEL_DIR TRAINING_DIR OUT_DIR

MODEL_DIR is the folder of the installed multilingual-e5-small. OUT_DIR receives `classifier.onnx`, `classifier.json`, `questions.json` and
`training.json` with the figures. Two passes: the first leaves some accounts out, and its figures on them are those that `docs/reading.md` quotes
and that probabilities are calibrated by; the second takes all. Deterministic on one machine: one thread, fixed seeds. Takes some minutes.
"""

import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

CATEGORIES = (
    "pain metric budget timeline criteria process authority competitor champion blocker objection next_step incumbent size".split()
)
ACTS = "joke hypothetical smalltalk pitch restated third_party courtesy logistics withdrawn question".split()
NAMES = CATEGORIES + ACTS + ["we_promise", "they_promise", "worth", "tempting"]
QUESTIONS = CATEGORIES + ["promise", "crm", "timeline_of_contact", "person", "topic"]
HELD_OUT_FROM = "v01"  # the first pass leaves out the accounts from here on

WIDTH, FEATURES = 384, 10  # of a vector, and the figures beside it; `embedding::Classifier` makes the same
HIDDEN, BLOCKS, KERNEL, MEMBERS = 192, 2, 3, 2
EPOCHS, TEXTS_AT_ONCE, RATE, DECAY, DROPOUT, CLIP = 20, 4, 2e-3, 0.02, 0.4, 1.0
VECTOR_SCALE = 8.0  # unit vectors are multiplied by this, so that their numbers are of the size of the other figures
# What a line that tells something counts against one that does not, and what each output counts.
WEIGHS = [2.0] * len(CATEGORIES) + [1.0] * len(ACTS) + [2.0, 2.0, 2.0, 1.0]
RATES = [1.0] * len(CATEGORIES) + [0.3] * len(ACTS) + [0.5, 0.5, 0.5, 0.2]
C_QUESTIONS = 30.0
FOLDS = 3  # lines that answers are ranked by in training are read by members that have not seen their account
RANK_HIDDEN, RANK_MEMBERS, RANK_EPOCHS, RANK_RATE, RANK_DECAY, RANK_DROPOUT, QUESTIONS_AT_ONCE = 16, 3, 30, 5e-3, 0.05, 0.3, 16
STEM, WORD_MIN = 6, 3  # a word counts by its first letters, from so many on
C_CERTAINTY = 0.5
TOLERANCE = 2e-3  # largest difference of a probability of the graph, whose weights are in half precision


class Encoder:
    """The installed embedding model."""

    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / "model_int8.onnx"), options)
        self.pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.pieces.enable_truncation(512)

    def vectors(self, texts):
        """Unit vectors [texts, WIDTH]."""
        rows = [self.pieces.encode(text).ids for text in texts]
        found = np.zeros((len(rows), WIDTH), np.float32)
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        for at in range(0, len(order), 16):
            some = order[at : at + 16]
            longest = max(len(rows[row]) for row in some)
            ids = np.array([rows[row] + [1] * (longest - len(rows[row])) for row in some], np.int64)
            mask = (ids != 1).astype(np.int64)
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (hidden,) = self.session.run(["last_hidden_state"], feed)
            pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            found[some] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return found


class Reader(nn.Module):
    """Reads the lines of a text, each with its neighbours: vectors [lines, WIDTH] and figures [lines, FEATURES] to logits [lines, outputs]."""

    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(WIDTH + FEATURES, HIDDEN)
        self.blocks = nn.ModuleList(nn.Conv1d(HIDDEN, HIDDEN, KERNEL, padding=KERNEL // 2) for _ in range(BLOCKS))
        self.norms = nn.ModuleList(nn.LayerNorm(HIDDEN) for _ in range(BLOCKS))
        self.leave = nn.Linear(HIDDEN + WIDTH + FEATURES, len(NAMES))
        nn.init.constant_(self.leave.bias, -3.0)

    def forward(self, vectors, figures):
        drop = lambda x, share=DROPOUT: F.dropout(x, share, self.training)
        seen = torch.cat([drop(vectors, 0.1), figures], 1)
        state = drop(F.gelu(self.enter(seen)))
        for block, norm in zip(self.blocks, self.norms):
            state = state + drop(F.gelu(norm(block(state.T[None])[0].T)))
        return self.leave(torch.cat([state, drop(seen)], 1))


def accounts(folder):
    """The accounts of a folder with their answers, in the order of their ids."""
    read = lambda path: json.loads(path.read_text("utf-8"))
    return [(read(path), read(folder / "gold" / path.name)) for path in sorted((folder / "cases").glob("*.json"))]


def texts_of(case, gold):
    """An account's texts, each a list of lines: what is embedded, figures, targets."""
    told, acts = {}, {act["line"]: act["act"] for act in gold["acts"]}
    for fact in gold["facts"]:
        for line in fact["lines"]:
            told.setdefault(line, set()).add(fact["category"])
    promised = {line: promise["by"] for promise in gold["promises"] for line in promise["lines"]}
    worth, tempting = {line for must in gold["brief_must"] for line in must["lines"]}, set(gold["noise"])
    ours = {case["rep"]["name"], *(one["name"] for one in case["colleagues"])}
    found = []
    for document in case["documents"]:
        is_talk, is_note, is_mail = (document["kind"] in kinds for kinds in (("call", "meeting"), ("note",), ("email",)))
        by = [line.get("speaker") or document.get("from") or case["rep"]["name"] for line in document["lines"]]
        lines = []
        for at, line in enumerate(document["lines"]):
            key, text, count = f"{document['id']}:{line['n']}", line["text"], len(document["lines"])
            is_ours = by[at] in ours and not is_note
            figures = [is_ours, not is_ours and not is_note, is_note, is_mail, "?" in text, any(c.isdigit() for c in text)]
            figures += [at / count, min(len(text.split()), 60) / 60]
            figures += [0 < at and by[at - 1] == by[at], at + 1 < count and by[at + 1] == by[at]]
            targets = [category in told.get(key, ()) for category in CATEGORIES] + [acts.get(key) == act for act in ACTS]
            targets += [promised.get(key) == "us", promised.get(key) == "them", key in worth, key in tempting]
            # As the index does: who writes is part of a text, who says something in a talk is not.
            lines.append((f"passage: {text}" if is_talk else f"passage: {by[at]}: {text}", figures, targets))
        found.append(lines)
    return found


def tensors(texts, encoder):
    """A text each as vectors, figures and targets."""
    vectors = encoder.vectors([line[0] for lines in texts for line in lines]) * VECTOR_SCALE
    rows, at = [], 0
    for lines in texts:
        figures, targets = (torch.tensor([line[part] for line in lines], dtype=torch.float32) for part in (1, 2))
        rows.append((torch.tensor(vectors[at : at + len(lines)]), figures, targets))
        at += len(lines)
    return rows


def trained(rows):
    """The members of an ensemble, trained on texts."""
    members = []
    for seed in range(MEMBERS):
        torch.manual_seed(seed)
        random.seed(seed)
        reader = Reader()
        optimizer = torch.optim.AdamW(reader.parameters(), lr=RATE, weight_decay=DECAY)
        order, step = list(range(len(rows))), 0
        steps = EPOCHS * -(-len(order) // TEXTS_AT_ONCE)
        for _ in range(EPOCHS):
            reader.train()
            random.shuffle(order)
            for at in range(0, len(order), TEXTS_AT_ONCE):
                some = [rows[text] for text in order[at : at + TEXTS_AT_ONCE]]
                logits = torch.cat([reader(vectors, figures) for vectors, figures, _ in some])
                targets = torch.cat([targets for _, _, targets in some])
                each = F.binary_cross_entropy_with_logits(logits, targets, pos_weight=torch.tensor(WEIGHS), reduction="none")
                for group in optimizer.param_groups:
                    group["lr"] = RATE * min(1.0, step / (0.1 * steps)) * max(0.01, 1 - step / steps)
                step += 1
                optimizer.zero_grad()
                (each * torch.tensor(RATES)).sum(1).mean().backward()
                nn.utils.clip_grad_norm_(reader.parameters(), CLIP)
                optimizer.step()
        members.append(reader.eval())
    return members


def logits_of(members, rows):
    """Mean logits and targets of every line, each [lines, outputs]."""
    with torch.no_grad():
        read = [sum(member(vectors, figures) for member in members) / len(members) for vectors, figures, _ in rows]
    return torch.cat(read).numpy(), torch.cat([targets for _, _, targets in rows]).numpy()


def calibration(logits, targets):
    """For each output the factor and the addend after which a sigmoid is a probability: [outputs, 2]."""
    fits = [LogisticRegression(C=1e3).fit(logits[:, [at]], targets[:, at]) for at in range(len(NAMES))]
    return np.array([(max(float(fit.coef_[0, 0]), 0.2), float(fit.intercept_[0])) for fit in fits], np.float32)


class Graph:
    """Collects nodes and weights; weights are kept in half precision."""

    def __init__(self):
        self.nodes, self.kept, self.count = [], [], 0

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        self.nodes.append(helper.make_node(kind, list(inputs), [f"x{self.count}"], **attributes))
        return f"x{self.count}"

    def weight(self, value, kind=np.float16):
        name = f"w{len(self.kept)}"
        self.kept.append(numpy_helper.from_array(np.ascontiguousarray(value).astype(kind), name))
        return self.op("Cast", name, to=TensorProto.FLOAT) if kind == np.float16 else name

    def linear(self, x, layer):
        product = self.op("MatMul", x, self.weight(layer.weight.detach().numpy().T))
        return self.op("Add", product, self.weight(layer.bias.detach().numpy()))

    def gelu(self, x):
        half, one = self.weight(np.float32(0.5), np.float32), self.weight(np.float32(1), np.float32)
        root = self.weight(np.float32(np.sqrt(0.5)), np.float32)
        return self.op("Mul", self.op("Mul", x, half), self.op("Add", self.op("Erf", self.op("Mul", x, root)), one))


def graph(members, fits):
    """The members as one graph: `vectors` and `figures` in, calibrated `probabilities` out."""
    g = Graph()
    scaled = g.op("Mul", "vectors", g.weight(np.float32(VECTOR_SCALE), np.float32))
    seen = g.op("Concat", scaled, "figures", axis=1)
    total = None
    for member in members:
        state = g.gelu(g.linear(seen, member.enter))
        for block, norm in zip(member.blocks, member.norms):
            rows = g.op("Unsqueeze", g.op("Transpose", state, perm=[1, 0]), g.weight(np.array([0]), np.int64))
            weight, bias = (g.weight(value.detach().numpy()) for value in (block.weight, block.bias))
            around = g.op("Conv", rows, weight, bias, kernel_shape=[KERNEL], pads=[KERNEL // 2, KERNEL // 2])
            around = g.op("Transpose", g.op("Squeeze", around, g.weight(np.array([0]), np.int64)), perm=[1, 0])
            gain, shift = (g.weight(value.detach().numpy()) for value in (norm.weight, norm.bias))
            around = g.op("LayerNormalization", around, gain, shift, axis=-1, epsilon=norm.eps)
            state = g.op("Add", state, g.gelu(around))
        logits = g.linear(g.op("Concat", state, seen, axis=1), member.leave)
        total = g.op("Add", total, logits) if total else logits
    factor = g.op("Mul", total, g.weight(fits[:, 0] / len(members), np.float32))
    g.nodes.append(helper.make_node("Sigmoid", [g.op("Add", factor, g.weight(fits[:, 1], np.float32))], ["probabilities"]))
    info = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["lines", width])
    made = helper.make_graph(
        g.nodes, "lines", [info("vectors", WIDTH), info("figures", FEATURES)], [info("probabilities", len(NAMES))], g.kept
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def probabilities(logits, fits):
    return 1 / (1 + np.exp(-(logits * fits[:, 0] + fits[:, 1])))


def out_of_fold(rows):
    """Probabilities of each account's lines by members that were trained on other accounts."""
    found = [None] * len(rows)
    for fold in range(FOLDS):
        own = [at for at in range(len(rows)) if at % FOLDS == fold]
        members = trained([row for at, texts in enumerate(rows) if at % FOLDS != fold for row in texts])
        read = [logits_of(members, rows[at]) for at in own]
        fits = calibration(*(np.concatenate(part) for part in zip(*read)))
        for at, (logits, _) in zip(own, read):
            found[at] = probabilities(logits, fits)
    return found


def words_of(text):
    return {word[:STEM].lower() for word in re.findall(r"[^\W_]+", text) if WORD_MIN <= len(word)}


def candidates(case, gold, rows, read, asks, scale):
    """For each question of an account: its row, figures of every line [lines, figures] as `drafting::rank` makes them, which lines answer it, and
    what it asks for. `read` are the probabilities of the lines, `asks` gives those of a question."""
    lines = [(f"{document['id']}:{line['n']}", line["text"]) for document in case["documents"] for line in document["lines"]]
    days = sorted({document["at"][:10] for document in case["documents"]})
    new = [days.index(document["at"][:10]) / max(1, len(days) - 1) if 1 < len(days) else 1.0 for document in case["documents"]]
    new = np.array([value for value, document in zip(new, case["documents"]) for _ in document["lines"]])
    vectors = np.concatenate([row[0].numpy() for row in rows]) / VECTOR_SCALE
    opens = np.concatenate([[True] + [False] * (len(row[0]) - 1) for row in rows])
    ends = np.roll(opens, -1)
    words = [words_of(text) for _, text in lines]
    told = Counter(word for some in words for word in some)
    plain = np.array([["?" in text, any(c.isdigit() for c in text), min(len(text.split()), 60) / 60] for _, text in lines], float)
    found = []
    for question, vector in gold["questions"]:
        wanted = asks(vector)
        near = (vectors @ vector - scale["nothing"]) / (scale["same"] - scale["nothing"])
        before, after = np.where(opens, 0, np.roll(near, 1)), np.where(ends, 0, np.roll(near, -1))
        rare = {word: np.log(1 + len(lines) / (told[word] + 0.5)) for word in words_of(question["q"])}
        shared = np.array([sum(rare[word] for word in rare.keys() & some) for some in words]) / max(sum(rare.values()), 1e-6)
        agrees = read[:, : len(CATEGORIES)] * wanted[: len(CATEGORIES)]
        promised = read[:, [NAMES.index("we_promise"), NAMES.index("they_promise")]].max(1) * wanted[QUESTIONS.index("promise")]
        topic = wanted[QUESTIONS.index("topic")]
        tells = agrees.sum(1) + promised
        acts = read[:, len(CATEGORIES) : len(CATEGORIES) + len(ACTS)]
        figures = np.column_stack(
            [near, before, after, shared, agrees.sum(1), promised, agrees, plain, new, new * (1 - topic)]
            + [read[:, NAMES.index("worth")], read[:, NAMES.index("tempting")], acts, read[:, : len(CATEGORIES)].max(1)]
            + [tells * near, topic * near]
        )
        answers = np.array([key in set(question["lines"]) for key, _ in lines])
        found.append((question, figures.astype(np.float32), answers, wanted))
    return found


def ranker(rows, seed):
    """A network that orders the lines of an account by how well they answer, trained on questions listwise: (weights, bias, weights, bias), with
    the figures' spread folded in."""
    torch.manual_seed(seed)
    lists = [(torch.tensor(figures), torch.tensor(answers)) for _, figures, answers, _ in rows if answers.any()]
    all_lines = torch.cat([figures for figures, _ in lists])
    middle, spread = all_lines.mean(0), all_lines.std(0) + 1e-3
    net = nn.Sequential(nn.Linear(len(middle), RANK_HIDDEN), nn.GELU(), nn.Dropout(RANK_DROPOUT), nn.Linear(RANK_HIDDEN, 1))
    optimizer = torch.optim.AdamW(net.parameters(), lr=RANK_RATE, weight_decay=RANK_DECAY)
    for _ in range(RANK_EPOCHS):
        net.train()
        order = torch.randperm(len(lists))
        for at in range(0, len(order), QUESTIONS_AT_ONCE):
            loss = 0
            for some in order[at : at + QUESTIONS_AT_ONCE]:
                figures, answers = lists[some]
                loss = loss - torch.logsumexp(net((figures - middle) / spread)[:, 0].log_softmax(0)[answers], 0)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    enter, leave = net[0], net[3]
    weights = (enter.weight / spread).detach().numpy()
    bias = (enter.bias - (enter.weight * (middle / spread)).sum(1)).detach().numpy()
    return weights, bias, leave.weight[0].detach().numpy(), float(leave.bias.detach())


def ranks(members, figures):
    """How well each line answers, by all members together: [lines]."""
    total = 0
    for weights, bias, out, last in members:
        hidden = figures @ weights.T + bias
        total = total + F.gelu(torch.tensor(hidden)).numpy() @ out + last
    return total / len(members)


def signs(question_row, values):
    """The figures by which a question is called answered or not, as `drafting::rank` makes them."""
    _, figures, _, wanted = question_row
    order = np.argsort(-values)
    best, share = order[0], np.exp(values - values.max())
    kind = lambda name: wanted[QUESTIONS.index(name)]
    return [
        values[best],
        values[order[1:4]].mean() if 1 < len(order) else values[best] - 1,
        share[best] / share.sum(),
        figures[best, 4],
        figures[:, 4].max(),
        figures[best, 5],
        kind("promise"),
        kind("crm") + kind("timeline_of_contact") + kind("person"),
        kind("topic"),
        max(wanted[: len(CATEGORIES)]),
        figures[best, 0],
        figures[:, 0].max(),
        figures[best, 3],
        figures[:, 3].max(),
    ]


def answering(all_accounts, rows, read, vector_of, intents, scale):
    """The ranker and the regression that tells whether a question is answered, with their figures on accounts they were not trained on."""
    asked = []
    for at, ((case, gold), texts) in enumerate(zip(all_accounts, rows)):
        intent = intents[at % FOLDS]

        def asks(vector, intent=intent):
            wanted = np.zeros(len(QUESTIONS))
            wanted[intent.classes_] = intent.predict_proba([vector])[0]
            return wanted

        questions = {"questions": [(question, vector_of[question["q"]]) for question in gold["questions"]]}
        asked += [(at % FOLDS, row) for row in candidates(case, questions, texts, read[at], asks, scale)]
    values = [None] * len(asked)
    for fold in range(FOLDS):
        members = [ranker([row for other, row in asked if other != fold], seed) for seed in range(RANK_MEMBERS)]
        for place, (own, row) in enumerate(asked):
            if own == fold:
                values[place] = ranks(members, row[1])
    first = [row[2][np.argmax(value)] for (_, row), value in zip(asked, values) if row[2].any()]
    three = [row[2][np.argsort(-value)[:3]].any() for (_, row), value in zip(asked, values) if row[2].any()]
    shown = np.array([signs(row, value) for (_, row), value in zip(asked, values)])
    answerable = np.array([row[0]["answerable"] for _, row in asked])
    middle, spread = shown.mean(0), shown.std(0) + 1e-3
    fit = LogisticRegression(C=C_CERTAINTY).fit((shown - middle) / spread, answerable)
    weights = fit.coef_[0] / spread
    bias = float(fit.intercept_[0] - (fit.coef_[0] * middle / spread).sum())
    sure = shown @ weights + bias
    figures = {"first": round(float(np.mean(first)), 3), "three": round(float(np.mean(three)), 3), "questions": len(first)}
    for share in (0.05, 0.1):
        bar = float(np.quantile(sure[~answerable], 1 - share))
        figures[f"found_at_{share}_false_yes"] = [round(bar, 2), round(float((sure[answerable] > bar).mean()), 3)]
    bar = float(np.quantile(sure[answerable], 0.015))
    figures["absent_at_0.015_false_never"] = [round(bar, 2), round(float((sure[~answerable] < bar).mean()), 3)]
    members = [ranker([row for _, row in asked], seed) for seed in range(RANK_MEMBERS)]
    return members, weights, bias, figures


def precision(logits, targets):
    """Average precision of each output."""
    found = {}
    for output, name in enumerate(NAMES):
        right = targets[np.argsort(-logits[:, output]), output]
        found[name] = round(float((np.cumsum(right) / np.arange(1, len(right) + 1))[right > 0].mean()), 3)
    return found


def reliability(logits, targets, fits):
    """Of the lines whose probability for a category lies in each tenth: how many, what was said, how many were so."""
    said = 1 / (1 + np.exp(-(logits * fits[:, 0] + fits[:, 1])[:, : len(CATEGORIES)])).ravel()
    right, tenths = targets[:, : len(CATEGORIES)].ravel(), np.minimum((said * 10).astype(int), 9)
    rows = [(tenth, said[tenths == tenth], right[tenths == tenth]) for tenth in range(10)]
    return [{"lines": len(s), "said": round(float(s.mean()), 3), "so": round(float(r.mean()), 3)} for _, s, r in rows if len(s)]


def main():
    model, folder, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    torch.set_num_threads(1)
    encoder, all_accounts = Encoder(model), accounts(folder)

    scale = json.loads((model / "scale.json").read_text("utf-8"))
    written = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    asked = [(None, row["q"], row["asks"]) for row in written]
    asked += [(at % FOLDS, q["q"], q["category"]) for at, (_, gold) in enumerate(all_accounts) for q in gold["questions"]]
    vector_of = dict(zip((q for _, q, _ in asked), encoder.vectors([f"query: {q}" for _, q, _ in asked])))

    def intent_without(fold):
        rows = [(vector_of[q], kind) for own, q, kind in asked if own is None or own != fold]
        kinds = [QUESTIONS.index(kind) if kind in QUESTIONS else QUESTIONS.index("topic") for _, kind in rows]
        return LogisticRegression(C=C_QUESTIONS, max_iter=3000).fit(np.array([vector for vector, _ in rows]), kinds)

    intent = intent_without("nothing")
    intents = [intent_without(fold) for fold in range(FOLDS)]
    right = [
        QUESTIONS[intents[own].predict([vector_of[q]])[0]] == (kind if kind in QUESTIONS else "topic")
        for own, q, kind in asked
        if own is not None
    ]
    rows = [(case["id"], tensors(texts_of(case, gold), encoder)) for case, gold in all_accounts]
    first = [row for name, found in rows if name < HELD_OUT_FROM for row in found]
    held_out = [row for name, found in rows if HELD_OUT_FROM <= name for row in found]
    earlier = trained(first)
    logits, targets = logits_of(earlier, held_out)
    fits = calibration(logits, targets)
    count = lambda found: sum(len(row[0]) for row in found)
    report = {"lines": count(first) + count(held_out), "held_out": count(held_out)}
    report |= {"average_precision": precision(logits, targets), "reliability": reliability(logits, targets, fits)}
    report["kind_of_question_right"] = round(float(np.mean(right)), 3)
    all_rows = [found for _, found in rows]
    order, weights, bias, report["answers"] = answering(
        all_accounts, all_rows, out_of_fold(all_rows), vector_of, intents, scale
    )
    print(json.dumps(report))
    # Both passes read together: what other writers label otherwise is evened out.
    members = earlier + trained([row for _, found in rows for row in found])

    out.mkdir(parents=True, exist_ok=True)
    onnx.save(graph(members, fits), out / "classifier.onnx")
    vectors, figures, _ = held_out[0]
    expected = probabilities(logits_of(members, held_out[:1])[0], fits)
    session = onnxruntime.InferenceSession(str(out / "classifier.onnx"))
    (read,) = session.run(None, {"vectors": vectors.numpy() / VECTOR_SCALE, "figures": figures.numpy()})
    difference = float(np.abs(read - expected).max())
    print(f"the graph differs by {difference:.1e} at most")
    if not difference <= TOLERANCE:
        sys.exit(f"the graph does not agree with what was trained (allowed: {TOLERANCE:.0e})")
    write = lambda name, value: (out / name).write_text(json.dumps(value, indent=1) + "\n", "utf-8")
    write("classifier.json", {"name": "lines-2", "outputs": NAMES})
    write("training.json", report)
    rounded = lambda rows: np.round(np.asarray(rows, float), 4).tolist()
    named = lambda member: dict(zip(("enter", "enter_bias", "leave", "leave_bias"), map(rounded, member)))
    questions = {"kinds": QUESTIONS, "weights": rounded(intent.coef_), "bias": rounded(intent.intercept_)}
    questions |= {"ranker": [named(member) for member in order], "certainty": rounded(weights), "certainty_bias": round(bias, 4)}
    (out / "questions.json").write_text(json.dumps(questions) + "\n", "utf-8")


if __name__ == "__main__":
    main()
