// Talks to the page's own server, and to nobody else.

export class Refused extends Error {
  constructor(answer) {
    super((answer.faults ?? [answer.error]).join("\n"));
  }
}

export async function post(act, told) {
  const response = await fetch(`/speaker/${act}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(told),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer);
  return answer;
}

export async function get(what) {
  const response = await fetch(`/speaker/${what}`);
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer);
  return answer;
}
